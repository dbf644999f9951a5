import { Testing } from "cdktf";

Testing.setupJest();

// The SDK warns of its own end of support for Node 20; what runs in Lambda is Node 24.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
