import unittest

import support
from settings import SettingsError, read_settings


class ReadSettings(unittest.TestCase):
    def test_reads_the_variables(self) -> None:
        settings = read_settings(support.VARIABLES | {"PATH": "/bin", "LOG_LEVEL": "warn"})

        self.assertEqual(settings.vault_name, "web-app")
        self.assertEqual(settings.protected_resources, (support.DATABASE_ARN, "EC2"))
        self.assertEqual(settings.database_identifiers, ("web-app",))
        self.assertEqual((settings.max_recovery_point_age_hours, settings.max_restorable_age_minutes), (26, 60))
        self.assertEqual((settings.metric_namespace, settings.dimension_environment), ("SecCFN/Backup", "web-app"))
        self.assertEqual(settings.log_level, "warn")
        self.assertEqual(read_settings(support.VARIABLES).log_level, "info")

    def test_takes_the_limits(self) -> None:
        for name, values in {
            "MAX_RECOVERY_POINT_AGE_HOURS": ("1", "8760"),
            "MAX_RESTORABLE_AGE_MINUTES": ("5", "1440"),
            "BACKUP_VAULT_NAME": ("ab", "x" * 50),
            "METRIC_NAMESPACE": ("x", "x" * 255),
        }.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    read_settings(support.VARIABLES | {name: value})

    def test_fails_beyond_the_limits_and_shows_the_value(self) -> None:
        for name, values in {
            "MAX_RECOVERY_POINT_AGE_HOURS": ("0", "8761", "1.5", "-1", "", "١"),
            "MAX_RESTORABLE_AGE_MINUTES": ("4", "1441"),
            "BACKUP_VAULT_NAME": ("a", "x" * 51, "a b"),
            "METRIC_NAMESPACE": ("", " ", "x" * 256, "AWS/Backup", ":x"),
            "DIMENSION_ENVIRONMENT": ("", ":x", "x" * 1025),
            "PROTECTED_RESOURCES": ("", "EC2,", "EC2,EC2", "ec2"),
            "DATABASE_IDENTIFIERS": ("", "Web-App", "web--app"),
            "LOG_LEVEL": ("INFO",),
        }.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    pattern = rf"^environment variable {name} must .*, got \".*\"$"
                    with self.assertRaisesRegex(SettingsError, pattern):
                        read_settings(support.VARIABLES | {name: value})

    def test_names_all_that_are_missing(self) -> None:
        with self.assertRaises(SettingsError) as raised:
            read_settings({})

        self.assertEqual(
            str(raised.exception).split("; "), [f"environment variable {name} is missing" for name in support.VARIABLES]
        )
