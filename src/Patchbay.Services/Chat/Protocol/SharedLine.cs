using System.Globalization;
using System.Text;

namespace Patchbay.Services.Chat;

/// <summary>A line from the server that any number of clients get: written once for each set of capabilities that changes it. Not thread-safe; what it gives is never written again.</summary>
internal sealed class SharedLine
{
    const Capabilities Shaping = Capabilities.ServerTime | Capabilities.MessageTags | Capabilities.AccountTag;

    readonly string _source, _command;
    readonly string[] _parameters;
    readonly string? _text;
    readonly byte[]?[] _encoded = new byte[(int)Shaping + 1][];

    /// <param name="time">For server-time.</param>
    /// <param name="source">A client's nick!user@host, or the server's name.</param>
    /// <param name="command">A command or numeric.</param>
    /// <param name="parameters">Words.</param>
    /// <param name="text">The last parameter, which may hold spaces; null for none.</param>
    public SharedLine(DateTimeOffset time, string source, string command, string[] parameters, string? text)
    {
        (Time, _source, _command, _parameters, _text) = (time, source, command, parameters, text);
    }

    /// <summary>When it was said.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The name of a message for those who refer to it; null for what is no message.</summary>
    public string? MessageId { get; init; }

    /// <summary>The account of the source, or null.</summary>
    public string? Account { get; init; }

    /// <summary>The client-only tags that go with it, escaped; empty for none.</summary>
    public string ClientTags { get; init; } = "";

    /// <summary>Whether it begins or ends a batch.</summary>
    public bool IsBatch => _command == "BATCH";

    /// <summary>The octets for a client.</summary>
    public ReadOnlyMemory<byte> Encode(Capabilities capabilities) => _encoded[(int)(capabilities & Shaping)] ??= Write(capabilities, null, null);

    /// <summary>The octets for one client's answer.</summary>
    /// <param name="capabilities">The client's.</param>
    /// <param name="batch">The batch it is in, or null.</param>
    /// <param name="label">The label it answers, or null.</param>
    public ReadOnlyMemory<byte> Encode(Capabilities capabilities, string? batch, string? label) => batch is null && label is null ? Encode(capabilities) : Write(capabilities, batch, label);

    byte[] Write(Capabilities capabilities, string? batch, string? label) => IrcLine.Format(Tags(capabilities, batch, label), _source, _command, _parameters, _text);

    /// <summary>Ours before the client's, which may be cut off (message-tags, "Client-only tags").</summary>
    string Tags(Capabilities capabilities, string? batch, string? label)
    {
        var tags = new StringBuilder();
        if (batch is not null)
        {
            MessageTags.Append(tags, "batch", batch);
        }

        if (label is not null)
        {
            MessageTags.Append(tags, "label", label);
        }

        if (capabilities.HasFlag(Capabilities.ServerTime))
        {
            MessageTags.Append(tags, "time", ServerTime.Format(Time));
        }

        if (capabilities.HasFlag(Capabilities.AccountTag) && Account is not null)
        {
            MessageTags.Append(tags, "account", Account);
        }

        if (capabilities.HasFlag(Capabilities.MessageTags))
        {
            if (MessageId is not null)
            {
                MessageTags.Append(tags, "msgid", MessageId);
            }

            if (ClientTags.Length > 0)
            {
                tags.Append(CultureInfo.InvariantCulture, $"{(tags.Length > 0 ? ";" : "")}{ClientTags}");
            }
        }

        return tags.ToString();
    }
}
