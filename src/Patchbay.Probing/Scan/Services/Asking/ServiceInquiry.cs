using System.Collections.Immutable;

namespace Patchbay.Probing;

/// <summary>What is known of one port while it is asked, and what is to be asked next. Pure: it sees transcripts, not sockets.</summary>
sealed class ServiceInquiry
{
    readonly ushort _port;
    readonly bool _isUdp;
    readonly ImmutableArray<ServiceProtocol> _protocols;
    readonly LinkedList<ServiceProtocol> _plan;
    readonly LinkedList<ServiceProtocol> _tlsPlan;
    readonly HashSet<(ServiceProtocol, bool)> _asked = [];
    readonly HashSet<ServiceProtocol> _hinted = [];
    ServiceFinding? _best;
    TlsFacts? _tls;
    byte[]? _unread;
    string? _note;

    public ServiceInquiry(ushort port, bool isUdp)
    {
        (_port, _isUdp, _protocols) = (port, isUdp, isUdp ? ServiceProtocols.Udp : ServiceProtocols.Tcp);
        Expected = _protocols.FirstOrDefault(protocol => protocol.Ports.Contains(port));
        ExpectedInTls = _protocols.FirstOrDefault(protocol => protocol.TlsPorts.Contains(port));
        var general = _protocols.Where(static protocol => protocol.IsGeneral).ToList();
        _plan = new((Expected is { Request: not null, ServerSpeaksFirst: false } ? [Expected] : (IEnumerable<ServiceProtocol>)[]).Concat(general).Distinct());
        _tlsPlan = new((ExpectedInTls is { Request: not null, ServerSpeaksFirst: false } ? [ExpectedInTls] : (IEnumerable<ServiceProtocol>)[]).Concat(general.Take(2)).Distinct());
    }

    /// <summary>The protocol of the port; null for none that we know.</summary>
    public ServiceProtocol? Expected { get; }

    /// <summary>The protocol that is expected inside TLS on the port.</summary>
    public ServiceProtocol? ExpectedInTls { get; }

    /// <summary>Something answered TLS's way.</summary>
    public bool SeemsTls { get; private set; }

    /// <summary>A TLS handshake came about.</summary>
    public bool IsEncrypted => _tls is not null;

    /// <summary>It kept to its own protocol: there is nothing more to find out.</summary>
    public bool IsSettled => _best is { Evidence: ServiceEvidence.Handshake, Name: not "tls" } && !SeemsTls;

    /// <summary>Words are known that name it; other questions cannot make it better.</summary>
    public bool IsNamed => _best is not null && _best.Name != "tls" && !SeemsTls;

    /// <summary>What to ask next, each once; null when nothing is left. Once words named a protocol, only it is asked for the proof.</summary>
    public ServiceProtocol? Next(bool inTls)
    {
        var plan = inTls ? _tlsPlan : _plan;
        while (plan.First is { Value: var next })
        {
            if (IsNamed && !_hinted.Contains(next))
            {
                return null;
            }

            plan.RemoveFirst();
            if (_asked.Add((next, inTls)))
            {
                return next;
            }
        }

        return null;
    }

    /// <summary>Those that a greeting may be of, the port's own first; none is asked again later.</summary>
    public List<ServiceProtocol> Candidates(ReadOnlySpan<byte> transcript, TlsFacts? tls)
    {
        var found = new List<ServiceProtocol>();
        foreach (var protocol in _protocols)
        {
            if (protocol.Recognize(transcript) is not null)
            {
                found.Add(protocol);
            }
        }

        var expected = tls is null ? Expected : ExpectedInTls;
        return [.. found.OrderBy(protocol => protocol == expected ? 0 : 1)];
    }

    /// <summary>An answer: keeps the best reading of it.</summary>
    /// <param name="asked">Whose request it may answer; null for a greeting.</param>
    /// <param name="sent">The request.</param>
    /// <param name="transcript">Everything that came over the connection.</param>
    /// <param name="tls">What came by TLS, or null.</param>
    public void Answered(ServiceProtocol? asked, ReadOnlySpan<byte> sent, ReadOnlySpan<byte> transcript, TlsFacts? tls)
    {
        if (transcript.IsEmpty)
        {
            return;
        }

        if (SmallAnswer.RecognizeEcho(sent, transcript) is { } echo)
        {
            Keep(echo, tls);
            return;
        }

        if (asked?.Recognize(transcript) is { } own)
        {
            Keep(own, tls);
            if (tls is null && HttpAnswer.WantsTls(own, transcript))
            {
                SeemsTls = true;
            }
        }

        if (_best?.Evidence == ServiceEvidence.Handshake)
        {
            return;
        }

        foreach (var protocol in _protocols)
        {
            if (protocol != asked && protocol.Recognize(transcript) is { } other)
            {
                Keep(other, tls);
                if (other.Name == "tls")
                {
                    SeemsTls = true;
                }
                else if (protocol is { Request: not null, ServerSpeaksFirst: false })
                {
                    _hinted.Add(protocol);
                    (tls is null ? _plan : _tlsPlan).AddFirst(protocol);
                }
            }
        }

        if (_best is null)
        {
            _unread ??= transcript[..Math.Min(transcript.Length, 1024)].ToArray();
        }
    }

    /// <summary>TLS came about. The first handshake, in which we named all we speak, tells most.</summary>
    public void Encrypted(TlsFacts tls)
    {
        SeemsTls = false;
        _tls ??= tls;
        _best = _tls.Complete(new Recognition("tls", ServiceEvidence.Handshake).Finding());
    }

    /// <summary>TLS was tried and did not come about; what came instead is read as an answer.</summary>
    public void NotEncrypted(ReadOnlySpan<byte> transcript)
    {
        SeemsTls = false;
        Answered(null, [], transcript, null);
        SeemsTls = false;
    }

    /// <summary>How the server behaved, where it said nothing.</summary>
    public void Note(string note) => _note ??= note;

    /// <summary>What is known now.</summary>
    public ServiceFinding Finding(string? why)
    {
        if (_best is not null)
        {
            return _best;
        }

        var guess = new Recognition(ServicePorts.NameOf(_port, _isUdp), ServiceEvidence.Port);
        if (_unread is not null)
        {
            var shown = PrintableText.Of(_unread);
            return guess.Says($"unknown answer: {PrintableText.Of(_unread, 100)}").Fact("banner", shown).Finding();
        }

        return guess.Says(why ?? _note).Fact("note", why ?? _note).Finding();
    }

    void Keep(ServiceFinding finding, TlsFacts? tls)
    {
        finding = tls is null ? finding : (_tls ?? tls).Complete(finding);
        if (_best is null || finding.Evidence > _best.Evidence || (_best.Name == "tls" && finding.IsTls))
        {
            _best = finding;
        }
        else if (finding.Evidence == _best.Evidence && finding.Name == _best.Name && finding.Facts.Count > _best.Facts.Count)
        {
            _best = finding;
        }
    }
}
