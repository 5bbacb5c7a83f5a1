using System.Net;
using System.Net.Security;

namespace Patchbay.Probing;

/// <summary>Asks a TCP port: one connection after another, as many as are allowed.</summary>
sealed class StreamInquirer(ServiceInquiry inquiry, IPEndPoint target, string? name, string host, ServiceDetectorOptions options)
{
    static readonly List<SslApplicationProtocol> Both = [SslApplicationProtocol.Http11, SslApplicationProtocol.Http2];
    static readonly List<SslApplicationProtocol> Http1 = [SslApplicationProtocol.Http11];

    int _connections;

    public async Task RunAsync(CancellationToken stop)
    {
        var triedTls = inquiry.ExpectedInTls is not null;
        if (triedTls)
        {
            await AskTlsAsync(stop);
        }

        // Inside TLS something may be that we do not know; nobody speaks in clear on that port too.
        if (!inquiry.IsSettled && !inquiry.IsEncrypted)
        {
            triedTls |= await AskPlainlyAsync(triedTls, stop);
        }

        if (inquiry.SeemsTls && !triedTls)
        {
            await AskTlsAsync(stop);
        }
    }

    // True when TLS was tried on the way.
    async Task<bool> AskPlainlyAsync(bool triedTls, CancellationToken stop)
    {
        var talk = await OpenAsync(stop);
        try
        {
            if (talk is null)
            {
                inquiry.Note("took no connection for the question");
                return triedTls;
            }

            var mayGreet = inquiry.Expected is null or { ServerSpeaksFirst: true };
            await talk.ReadAsync(mayGreet ? options.Listening : options.ShortListening, EndOfGreeting, stop);
            if (talk.Transcript.Length > 0)
            {
                await ConfirmAsync(talk, stop);
            }
            else if (talk.IsOver)
            {
                inquiry.Note("closed the connection without a word");
            }

            while (!inquiry.IsSettled && !inquiry.SeemsTls && inquiry.Next(inTls: false) is { } protocol)
            {
                if (talk.HasAsked || talk.IsOver || talk.Transcript.Length > 0)
                {
                    talk.Dispose();
                    if (await OpenAsync(stop) is not { } another)
                    {
                        return triedTls;
                    }

                    talk = another;
                }

                await AskAsync(talk, protocol, stop);
                // Whoever has neither a page nor a word for us may have them inside TLS; most of those have shown it by an alert before.
                if (protocol.Name == "line" && !inquiry.IsNamed && !inquiry.SeemsTls && !triedTls)
                {
                    triedTls = true;
                    await AskTlsAsync(stop);
                    if (inquiry.IsEncrypted)
                    {
                        return true;
                    }
                }
            }

            return triedTls;
        }
        finally
        {
            talk?.Dispose();
        }
    }

    async Task AskTlsAsync(CancellationToken stop)
    {
        var protocols = Both;
        while (await OpenAsync(stop) is { } talk)
        {
            using (talk)
            {
                if (!await talk.BeginTlsAsync(name, protocols, stop))
                {
                    if (protocols.Count > 0 && TlsAnswer.WantsNoAlpn(talk.Transcript))
                    {
                        protocols = [];
                        continue;
                    }

                    inquiry.NotEncrypted(talk.Transcript);
                    return;
                }

                inquiry.Encrypted(talk.Tls!);
                if (talk.Tls!.Protocol == "h2")
                {
                    // What is inside is asked in HTTP/1.1; that it speaks HTTP/2 is known now.
                    protocols = Http1;
                    continue;
                }

                var mayGreet = inquiry.ExpectedInTls is null or { ServerSpeaksFirst: true };
                await talk.ReadAsync(mayGreet ? options.Listening : options.ShortListening, EndOfGreeting, stop);
                if (talk.Transcript.Length > 0)
                {
                    await ConfirmAsync(talk, stop);
                    return;
                }

                if (inquiry.Next(inTls: true) is not { } protocol)
                {
                    return;
                }

                await AskAsync(talk, protocol, stop);
                if (inquiry.IsNamed)
                {
                    return;
                }
            }
        }
    }

    async Task AskAsync(StreamTalk talk, ServiceProtocol protocol, CancellationToken stop)
    {
        var request = protocol.Request!(host);
        await talk.AskAsync(request.AsMemory(), stop);
        await talk.ReadAsync(options.Answering, transcript => protocol.HasEnough(transcript) || (protocol.Name == "line" && transcript.SequenceEqual(request.AsSpan())), stop);
        inquiry.Answered(protocol, request.AsSpan(), talk.Transcript, talk.Tls);
    }

    // A greeting names who may have said it; each of them is asked for the proof, on the same connection.
    async Task ConfirmAsync(StreamTalk talk, CancellationToken stop)
    {
        inquiry.Answered(null, [], talk.Transcript, talk.Tls);
        foreach (var protocol in inquiry.Candidates(talk.Transcript, talk.Tls))
        {
            inquiry.Answered(protocol, [], talk.Transcript, talk.Tls);
            if (inquiry.IsSettled || talk.IsOver)
            {
                return;
            }

            if (protocol.Request is { } request)
            {
                await talk.AskAsync(request(host).AsMemory(), stop);
                await talk.ReadAsync(options.Answering, protocol.HasEnough, stop);
                inquiry.Answered(protocol, [], talk.Transcript, talk.Tls);
            }
        }
    }

    bool EndOfGreeting(ReadOnlySpan<byte> transcript)
    {
        var expected = inquiry.Expected;
        return expected is { ServerSpeaksFirst: true } && expected.Recognize(transcript)?.Evidence == ServiceEvidence.Handshake;
    }

    async Task<StreamTalk?> OpenAsync(CancellationToken stop) => _connections++ >= options.MostConnections ? null : await StreamTalk.OpenAsync(target, options, stop);
}
