import unittest
from datetime import timedelta

import support
from backups import latest_restorable_time, newest_recovery_point
from failure import CallError, UnexpectedAnswerError
from support import NOW, Recorded, instance, point, points


class NewestRecoveryPoint(unittest.TestCase):
    def test_asks_for_a_resource_by_its_arn_and_for_a_type_by_its_name(self) -> None:
        for resource, by in ((support.DATABASE_ARN, "ByResourceArn"), ("EC2", "ByResourceType")):
            backup = Recorded(points())
            newest_recovery_point(backup, "web-app", resource)

            self.assertEqual(backup.requests, [{"BackupVaultName": "web-app", by: resource}])

    def test_takes_the_newest_of_all_pages_wherever_it_stands(self) -> None:
        backup = Recorded(
            points(point(50), token="a"), points(token="b"), points(point(2), point(26), token="c"), points(point(74))
        )
        age = newest_recovery_point(backup, "web-app", "RDS")

        self.assertEqual(age.newest, NOW - timedelta(hours=2))
        self.assertEqual([request.get("NextToken") for request in backup.requests], [None, "a", "b", "c"])

    def test_counts_only_what_can_be_restored(self) -> None:
        useless = [point(1, status) for status in ("CREATING", "PARTIAL", "DELETING", "EXPIRED", "STOPPED")]

        self.assertIsNone(newest_recovery_point(Recorded(points(*useless)), "web-app", "RDS").newest)
        for status in ("COMPLETED", "AVAILABLE"):
            age = newest_recovery_point(Recorded(points(*useless, point(9, status))), "web-app", "RDS")
            self.assertEqual(age.seconds(NOW), 9 * 3600)

    def test_fails_if_the_pages_would_never_end(self) -> None:
        backup = Recorded(*[points(token="a") for _ in range(3)])

        with self.assertRaisesRegex(UnexpectedAnswerError, "the same NextToken twice"):
            newest_recovery_point(backup, "web-app", "RDS")
        self.assertEqual(len(backup.requests), 2)

    def test_fails_if_aws_answers_nonsense(self) -> None:
        for answer in ({}, {"RecoveryPoints": None}, points(point(1, CreationDate="yesterday"))):
            with self.subTest(answer=answer), self.assertRaises(UnexpectedAnswerError):
                newest_recovery_point(Recorded(answer), "web-app", "RDS")

    def test_fails_with_the_action_that_it_needed(self) -> None:
        backup = Recorded(support.ClientError("AccessDeniedException", "not authorized"))

        with self.assertRaises(CallError) as raised:
            newest_recovery_point(backup, "web-app", "RDS")
        self.assertEqual(raised.exception.action, "backup:ListRecoveryPointsByBackupVault")


class LatestRestorableTime(unittest.TestCase):
    def test_is_what_rds_says(self) -> None:
        rds = Recorded(instance(7))

        self.assertEqual(latest_restorable_time(rds, "web-app").seconds(NOW), 7 * 60)
        self.assertEqual(rds.requests, [{"DBInstanceIdentifier": "web-app"}])

    def test_is_none_where_automated_backups_are_off(self) -> None:
        self.assertIsNone(latest_restorable_time(Recorded(instance(None)), "web-app").newest)

    def test_fails_if_there_is_not_just_one_instance(self) -> None:
        with self.assertRaisesRegex(UnexpectedAnswerError, "RDS listed 0 instances of the name web-app"):
            latest_restorable_time(Recorded({"DBInstances": []}), "web-app")


class Age(unittest.TestCase):
    def test_is_stale_only_beyond_the_limit(self) -> None:
        age = newest_recovery_point(Recorded(points(point(26))), "web-app", "RDS")

        self.assertFalse(age.is_stale(NOW, 26 * 3600))
        self.assertTrue(age.is_stale(NOW + timedelta(seconds=1), 26 * 3600))

    def test_is_never_negative(self) -> None:
        self.assertEqual(newest_recovery_point(Recorded(points(point(-1))), "web-app", "RDS").seconds(NOW), 0)
