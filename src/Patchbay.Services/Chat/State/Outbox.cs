namespace Patchbay.Services.Chat;

/// <summary>
/// How lines go out. A client whose queue is full is condemned and closed when the event is served: nobody is removed while a line goes round. Answers to a labelled
/// line are held back until all are there (https://ircv3.net/specs/extensions/labeled-response).
/// </summary>
internal sealed class Outbox(ChatCore core)
{
    readonly List<ChatClient> _condemned = [];
    readonly List<(SharedLine Line, string? Batch)> _answers = [];
    ChatClient? _labelled;
    string _label = "";
    long _marks, _batches;

    /// <summary>Clients closed because they did not read.</summary>
    public long Killed { get; private set; }

    public SharedLine Line(string source, string command, string? text, params string[] parameters) => new(core.Now, source, command, parameters, text);

    public SharedLine FromServer(string command, string? text, params string[] parameters) => Line(core.Identity.Server, command, text, parameters);

    public string NextBatch() => FormattableString.Invariant($"{++_batches:x}");

    /// <summary>A numeric with its usual words, or with none.</summary>
    public void Reply(ChatClient client, Numeric numeric, params ReadOnlySpan<string> parameters) => ReplyText(client, numeric, NumericTexts.Of(numeric), parameters);

    /// <summary>A numeric with words of its own.</summary>
    public void ReplyText(ChatClient client, Numeric numeric, string? text, params ReadOnlySpan<string> parameters) =>
        Send(client, FromServer(((int)numeric).ToString("000", System.Globalization.CultureInfo.InvariantCulture), text, [client.Name, .. parameters]));

    /// <summary>A numeric whose text is a list: as many lines as it takes.</summary>
    public void ReplyList(ChatClient client, Numeric numeric, ReadOnlySpan<string> parameters, IEnumerable<string> items)
    {
        // ":server 353 nick = #channel :" and the list.
        var head = 1 + IrcLine.Length(core.Identity.Server) + 4 + 1 + IrcLine.Length(client.Name) + 2;
        foreach (var parameter in parameters)
        {
            head += 1 + IrcLine.Length(parameter);
        }

        var (line, length) = (new List<string>(), head);
        foreach (var item in items)
        {
            var octets = 1 + IrcLine.Length(item);
            if (line.Count > 0 && length + octets > IrcLimits.Body - 2)
            {
                ReplyText(client, numeric, string.Join(' ', line), parameters);
                line.Clear();
                length = head;
            }

            line.Add(item);
            length += octets;
        }

        if (line.Count > 0)
        {
            ReplyText(client, numeric, string.Join(' ', line), parameters);
        }
    }

    /// <summary>A standard reply (https://ircv3.net/specs/extensions/standard-replies).</summary>
    public void Fail(ChatClient client, string command, string code, string text, params ReadOnlySpan<string> context) => Send(client, FromServer("FAIL", text, [command, code, .. context]));

    /// <summary>To one client.</summary>
    public void Send(ChatClient client, SharedLine line, string? batch = null)
    {
        if (client == _labelled)
        {
            _answers.Add((line, batch));
        }
        else
        {
            Deliver(client, line, batch, null);
        }
    }

    /// <summary>To one client, and no answer to its line: what it said to itself.</summary>
    public void SendUnlabelled(ChatClient client, SharedLine line) => Deliver(client, line, null, null);

    /// <summary>To the members of a channel.</summary>
    /// <param name="channel">Whose.</param>
    /// <param name="line">What.</param>
    /// <param name="except">Who does not get it, or null.</param>
    /// <param name="needed">What members must have negotiated.</param>
    /// <param name="least">What members must be: any of these, or a higher one.</param>
    public void ToChannel(ChatChannel channel, SharedLine line, ChatClient? except = null, Capabilities needed = Capabilities.None, Membership least = Membership.None)
    {
        foreach (var (member, membership) in channel.Members)
        {
            if (member != except && (member.Capabilities & needed) == needed && membership >= least)
            {
                Send(member, line);
            }
        }
    }

    /// <summary>To everybody who shares a channel with a client, once each.</summary>
    public void ToNeighbours(ChatClient client, SharedLine line, Capabilities needed = Capabilities.None)
    {
        client.Mark = ++_marks;
        foreach (var channel in client.Channels)
        {
            foreach (var (member, _) in channel.Members)
            {
                if (member.Mark != _marks && (member.Capabilities & needed) == needed)
                {
                    member.Mark = _marks;
                    Send(member, line);
                }
            }
        }
    }

    /// <summary>Holds answers to a client's labelled line back until <see cref="EndLabel"/>.</summary>
    public void BeginLabel(ChatClient client, string label) => (_labelled, _label) = (client, label);

    /// <summary>Sends the answers: one line with the label, a batch with it, or ACK.</summary>
    public void EndLabel()
    {
        if (_labelled is not { } client)
        {
            return;
        }

        _labelled = null;
        if (_answers.Count == 0)
        {
            Deliver(client, FromServer("ACK", null), null, _label);
        }
        else if (_answers.Count == 1 || IsOneBatch())
        {
            for (var i = 0; i < _answers.Count; i++)
            {
                Deliver(client, _answers[i].Line, _answers[i].Batch, i == 0 ? _label : null);
            }
        }
        else
        {
            var batch = NextBatch();
            Deliver(client, FromServer("BATCH", null, "+" + batch, "labeled-response"), null, _label);
            foreach (var (line, inner) in _answers)
            {
                Deliver(client, line, inner ?? batch, null);
            }

            Deliver(client, FromServer("BATCH", null, "-" + batch), null, null);
        }

        _answers.Clear();
    }

    /// <summary>The line is answered later, when its label is begun again. The label, or null when the line had none.</summary>
    public string? Postpone(ChatClient client)
    {
        if (client != _labelled)
        {
            return null;
        }

        _labelled = null;
        foreach (var (line, batch) in _answers)
        {
            Deliver(client, line, batch, null);
        }

        _answers.Clear();
        return _label;
    }

    /// <summary>Closes a client: others are told as QUIT, the client as ERROR.</summary>
    public void Close(ChatClient client, string reason)
    {
        if (client.IsGone)
        {
            return;
        }

        if (client == _labelled)
        {
            EndLabel();
        }

        client.IsGone = true;
        if (client.IsRegistered)
        {
            ToNeighbours(client, Line(client.Source, "QUIT", reason));
        }

        core.Remove(client);
        client.Link.End(IrcLine.Format("", null, "ERROR", [], $"Closing Link: {client.Host} ({reason})"), reason);
    }

    /// <summary>Closes those whose queue overflowed. Their QUITs can fill further queues, so it goes on until there is nobody left.</summary>
    public void CloseCondemned()
    {
        for (var i = 0; i < _condemned.Count; i++)
        {
            if (!_condemned[i].IsGone)
            {
                Killed++;
                _condemned[i].Link.Annotate("SendQ exceeded: killed");
                Close(_condemned[i], "SendQ exceeded");
            }
        }

        _condemned.Clear();
    }

    bool IsOneBatch() => _answers[0].Line.IsBatch && _answers[0].Batch is null && _answers[^1].Line.IsBatch && _answers.Take(1..^1).All(static answer => answer.Batch is not null);

    void Deliver(ChatClient client, SharedLine line, string? batch, string? label)
    {
        if (!client.IsGone && !client.IsCondemned && !client.Link.Send(line.Encode(client.Capabilities, batch, label)))
        {
            client.IsCondemned = true;
            _condemned.Add(client);
        }
    }
}
