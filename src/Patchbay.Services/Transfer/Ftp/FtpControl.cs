using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>The control connection of FTP: commands out, replies in. One command at a time.</summary>
/// <param name="peer">Who, for messages.</param>
/// <param name="connection">Owned.</param>
/// <param name="options">How long to wait, whom to tell.</param>
internal sealed class FtpControl(string peer, ConnectionContext connection, TransferOptions options) : IAsyncDisposable
{
    readonly FtpReplyParser _parser = new();
    readonly Patience _patience = new(peer, options.Timeout, options.TimeProvider);
    ConnectionContext _connection = connection;

    /// <summary>Who, for messages.</summary>
    public string Peer => peer;

    /// <summary>The connection is broken, or the server has said goodbye: nothing more can be asked.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Which replies still come is not known any more.</summary>
    public void GiveUp() => IsOver = true;

    public EndPoint? RemoteEndPoint => _connection.RemoteEndPoint;

    /// <summary>A command and its first reply.</summary>
    public async Task<FtpReply> AskAsync(string verb, string? argument, CancellationToken cancellationToken)
    {
        await SendAsync(verb, argument, cancellationToken);
        return await ReadAsync($"the reply to {verb}", cancellationToken);
    }

    public async Task SendAsync(string verb, string? argument, CancellationToken cancellationToken)
    {
        var command = FtpCommand.Format(verb, argument);
        options.Trace($"> {verb}{(argument is null ? "" : $" {(verb is "PASS" or "ACCT" ? "…" : Utf8Text.Shown(argument))}")}");
        SocketEvents.Annotate(_connection, $"FTP {verb}{(verb is "PASS" or "ACCT" || argument is null ? "" : " " + argument)}");
        try
        {
            if ((await _connection.Transport.Output.WriteAsync(command, cancellationToken)).IsCompleted)
            {
                throw Closed($"before we could send {verb}", null);
            }
        }
        catch (Exception error) when (error is ConnectionResetException or ConnectionAbortedException or InvalidOperationException or LayerException { Failure: LayerFailure.Protocol })
        {
            throw Closed($"before we could send {verb}", error);
        }
    }

    /// <summary>The next reply.</summary>
    public async Task<FtpReply> ReadAsync(string waitingFor, CancellationToken cancellationToken)
    {
        FtpReply reply;
        try
        {
            reply = await _patience.WaitAsync(token => ReadOneAsync(waitingFor, token), waitingFor, cancellationToken);
        }
        catch
        {
            // A reply that was not read would be taken for the answer to the next command.
            IsOver = true;
            throw;
        }

        options.Trace($"< {reply}");
        if (reply.Code == 421)
        {
            IsOver = true;
            throw new TransferException(TransferFailure.Denied, $"{peer} refuses to serve us: {reply}", "A server says this when it has too many clients, or shuts down.");
        }

        return reply;
    }

    /// <summary>TLS on the connection, after the server has agreed to it.</summary>
    public async Task SecureAsync(TlsClient tls, TransferConnector connector, CancellationToken cancellationToken)
    {
        // Whatever came behind the reply came without TLS, and would be believed as if it had come with it.
        if (!_parser.IsEmpty || _connection.Transport.Input.TryRead(out var early) && !Discard(early))
        {
            IsOver = true;
            throw new TransferException(TransferFailure.WeirdReply, $"{peer} sent more before TLS than its reply", "Somebody in between may have written it; nothing of it is believed.");
        }

        _connection = await connector.SecureAsync(tls, _connection, cancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    bool Discard(System.IO.Pipelines.ReadResult early)
    {
        _connection.Transport.Input.AdvanceTo(early.Buffer.Start);
        return early.Buffer.IsEmpty;
    }

    async ValueTask<FtpReply> ReadOneAsync(string waitingFor, CancellationToken cancellationToken)
    {
        var input = _connection.Transport.Input;
        while (true)
        {
            System.IO.Pipelines.ReadResult result;
            try
            {
                result = await input.ReadAsync(cancellationToken);
            }
            catch (Exception error) when (error is ConnectionResetException or ConnectionAbortedException or LayerException { Failure: LayerFailure.Protocol })
            {
                throw Closed($"while we waited for {waitingFor}", error);
            }
            catch (IOException error) when (error is not LayerException)
            {
                // SslStream's words say nothing: what came is no TLS any more, as from a server that dies with a plain line.
                IsOver = true;
                throw new TransferException(TransferFailure.ReceiveFailed, $"{peer} broke the control connection while we waited for {waitingFor}: what came is not TLS", "The server failed; its log says why.", error);
            }

            var (taken, reply) = (0L, (FtpReply?)null);
            foreach (var segment in result.Buffer)
            {
                taken += _parser.Read(segment.Span, out reply);
                if (reply is not null)
                {
                    break;
                }
            }

            input.AdvanceTo(result.Buffer.GetPosition(taken));
            if (reply is not null)
            {
                return reply;
            }

            if (result.IsCompleted)
            {
                throw Closed($"while we waited for {waitingFor}", null);
            }
        }
    }

    TransferException Closed(string when, Exception? error)
    {
        IsOver = true;
        return new TransferException(TransferFailure.ReceiveFailed, $"{peer} {(error is ConnectionResetException ? "reset" : "closed")} the control connection {when}", "The server ended, or threw us out; its log says why.", error);
    }
}
