using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>CHATHISTORY (https://ircv3.net/specs/extensions/chathistory), and what is told on joining to clients without it.</summary>
internal sealed class HistoryCommands(ChatCore core, Outbox outbox)
{
    const string Name = "CHATHISTORY";

    public void Ask(ChatClient client, IrcMessage message)
    {
        var subcommand = message[0].ToUpperInvariant();
        var needed = subcommand switch
        {
            "LATEST" or "BEFORE" or "AFTER" or "AROUND" or "TARGETS" => 4,
            "BETWEEN" => 5,
            _ => 0,
        };
        if (core.Limits.History == 0 || !client.Has(Capabilities.ChatHistory))
        {
            outbox.Reply(client, Numeric.ERR_UNKNOWNCOMMAND, Name);
        }
        else if (needed == 0)
        {
            outbox.Fail(client, Name, "INVALID_PARAMS", "Unknown command", message[0]);
        }
        else if (message.Parameters.Count != needed)
        {
            outbox.Fail(client, Name, "INVALID_PARAMS", message.Parameters.Count < needed ? "Insufficient parameters" : "Too many parameters", subcommand);
        }
        else if (!int.TryParse(message[needed - 1], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 1)
        {
            outbox.Fail(client, Name, "INVALID_PARAMS", "Invalid limit", subcommand, message[needed - 1]);
        }
        else if (subcommand == "TARGETS")
        {
            Targets(client, message, Math.Min(limit, core.Limits.HistoryRequest));
        }
        else
        {
            Ask(client, message, subcommand, Math.Min(limit, core.Limits.HistoryRequest));
        }
    }

    /// <summary>Tells the newest messages to a client that can tell their time and cannot ask for them.</summary>
    public void OnJoin(ChatClient client, ChatChannel channel)
    {
        if (core.Limits.HistoryOnJoin > 0 && client.Has(Capabilities.ServerTime) && !client.Has(Capabilities.ChatHistory)
            && Select(channel, HistorySelection.Latest, default, default, core.Limits.HistoryOnJoin) is { Count: > 0 } entries)
        {
            Tell(client, channel, entries);
        }
    }

    void Ask(ChatClient client, IrcMessage message, string subcommand, int limit)
    {
        var target = message[1];
        var selection = Enum.Parse<HistorySelection>(subcommand, ignoreCase: true);
        if (!TryReference(client, subcommand, message[2], selection == HistorySelection.Latest, out var from))
        {
            return;
        }

        HistoryReference to = default;
        if (selection == HistorySelection.Between && !TryReference(client, subcommand, message[3], mayBeAny: false, out to))
        {
            return;
        }

        if (core.FindChannel(target) is not { } channel || !channel.IsMember(client))
        {
            outbox.Fail(client, Name, "INVALID_TARGET", "Messages could not be retrieved", subcommand, target);
        }
        else if (Select(channel, selection, from, to, limit) is { } entries)
        {
            Tell(client, channel, entries);
        }
        else
        {
            outbox.Fail(client, Name, "MESSAGE_ERROR", "Messages could not be retrieved: that message is not kept any more", subcommand, target);
        }
    }

    void Targets(ChatClient client, IrcMessage message, int limit)
    {
        if (!TryReference(client, "TARGETS", message[1], mayBeAny: false, out var from) || !TryReference(client, "TARGETS", message[2], mayBeAny: false, out var to))
        {
            return;
        }

        if (from.Time is not { } first || to.Time is not { } second)
        {
            outbox.Fail(client, Name, "INVALID_PARAMS", "TARGETS takes timestamps", "TARGETS", message[1]);
            return;
        }

        var (early, late) = first <= second ? (first, second) : (second, first);
        var found = client.Channels
            .Select(static channel => (channel.Name, Time: channel.History.Select(HistorySelection.Latest, default, default, 1, channel.CreatedAt) is [var newest] ? newest.Time : default))
            .Where(entry => entry.Time > early && entry.Time < late).OrderBy(static entry => entry.Time).ToList();
        // Counted from the first reference, told oldest first.
        var told = first <= second ? found.Take(limit) : found.TakeLast(limit);
        InBatch(client, "draft/chathistory-targets", [], told.Select(entry => outbox.FromServer(Name, null, "TARGETS", entry.Name, ServerTime.Format(entry.Time))));
    }

    bool TryReference(ChatClient client, string subcommand, string text, bool mayBeAny, out HistoryReference reference)
    {
        if (HistoryReference.TryParse(text, out reference, out var isKnownKind) && (mayBeAny || !reference.IsAny))
        {
            return true;
        }

        if (isKnownKind)
        {
            outbox.Fail(client, Name, "INVALID_PARAMS", "Invalid message reference", subcommand, text);
        }
        else
        {
            outbox.Fail(client, Name, "INVALID_MSGREFTYPE", "References are msgid=… and timestamp=…", subcommand, text);
        }

        return false;
    }

    IReadOnlyList<HistoryEntry>? Select(ChatChannel channel, HistorySelection selection, HistoryReference from, HistoryReference to, int limit)
    {
        channel.History.Forget(core.Now - core.Limits.HistoryAge);
        return channel.History.Select(selection, from, to, limit, channel.CreatedAt);
    }

    void Tell(ChatClient client, ChatChannel channel, IReadOnlyList<HistoryEntry> entries) =>
        InBatch(client, "chathistory", [channel.Name], entries.Select(entry => new SharedLine(entry.Time, entry.Source, entry.Command, [channel.Name], entry.Text)
        {
            MessageId = entry.Id,
            Account = entry.Account,
            ClientTags = entry.ClientTags,
        }));

    void InBatch(ChatClient client, string type, string[] parameters, IEnumerable<SharedLine> lines)
    {
        var batch = client.Has(Capabilities.Batch) ? outbox.NextBatch() : null;
        if (batch is not null)
        {
            outbox.Send(client, outbox.FromServer("BATCH", null, ["+" + batch, type, .. parameters]));
        }

        foreach (var line in lines)
        {
            outbox.Send(client, line, batch);
        }

        if (batch is not null)
        {
            outbox.Send(client, outbox.FromServer("BATCH", null, "-" + batch));
        }
    }
}
