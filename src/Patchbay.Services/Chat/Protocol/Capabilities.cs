namespace Patchbay.Services.Chat;

/// <summary>What a client negotiated (https://ircv3.net/specs/extensions/capability-negotiation).</summary>
[Flags]
internal enum Capabilities
{
    None = 0,

    // The first three change how a line that many get is written: they are the index of its encodings.
    ServerTime = 1,
    MessageTags = 2,
    AccountTag = 4,
    EchoMessage = 8,
    MultiPrefix = 16,
    Sasl = 32,
    Batch = 64,
    ChatHistory = 128,
    LabeledResponse = 256,
    CapNotify = 512,
    ExtendedJoin = 1024,
    AwayNotify = 2048,
    AccountNotify = 4096,
    InviteNotify = 8192,
    UserhostInNames = 16384,
    SetName = 32768,
    StandardReplies = 65536,
}
