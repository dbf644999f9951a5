export const FUNCTION = "aws_lambda_function";
