namespace Patchbay.Services.Chat;

/// <summary>The names of <see cref="Capabilities"/> on the wire.</summary>
internal static class CapabilityNames
{
    static readonly (string Name, Capabilities Flag)[] All =
    [
        ("account-notify", Capabilities.AccountNotify), ("account-tag", Capabilities.AccountTag), ("away-notify", Capabilities.AwayNotify), ("batch", Capabilities.Batch),
        ("cap-notify", Capabilities.CapNotify), ("draft/chathistory", Capabilities.ChatHistory), ("echo-message", Capabilities.EchoMessage), ("extended-join", Capabilities.ExtendedJoin),
        ("invite-notify", Capabilities.InviteNotify), ("labeled-response", Capabilities.LabeledResponse), ("message-tags", Capabilities.MessageTags),
        ("multi-prefix", Capabilities.MultiPrefix), ("sasl", Capabilities.Sasl), ("server-time", Capabilities.ServerTime), ("setname", Capabilities.SetName),
        ("standard-replies", Capabilities.StandardReplies), ("userhost-in-names", Capabilities.UserhostInNames),
    ];

    /// <summary>The capability of that name, or <see cref="Capabilities.None"/>.</summary>
    public static Capabilities Find(string name) => Array.Find(All, entry => entry.Name == name).Flag;

    /// <summary>The names of a set, in a fixed order.</summary>
    /// <param name="set">Which.</param>
    /// <param name="withValues">Mechanisms after <c>sasl=</c>, for clients of version 302.</param>
    public static string Join(Capabilities set, bool withValues) =>
        string.Join(' ', All.Where(entry => set.HasFlag(entry.Flag)).Select(entry => withValues && entry.Flag == Capabilities.Sasl ? "sasl=PLAIN" : entry.Name));
}
