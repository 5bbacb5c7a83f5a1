using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The last steps, on a connection of its own: the handshakes, and what the server does then.</summary>
static class WhyTalk
{
    public static async Task<WhyAnswer> AskAsync(WhyRun run, EndPoint target, string? remark, CancellationToken stop)
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        var address = WhyTls.Effective(run.Address);
        var who = ConnectWords.Name(target is IPEndPoint && run.Address.Host is not null ? run.Address.ToConnectEndPoint() : target);
        var settings = new LayerSettings { HandshakeTimeout = run.Options.Timeout, DataDirectory = run.Options.DataDirectory };
        ConnectionContext connection;
        if (address.Layers.Contains("tls"))
        {
            var (tls, failed) = await WhyTls.HandshakeAsync(run, engine, target, address with { Layers = ["tls"] }, settings, stop);
            if (failed is not null)
            {
                return failed;
            }

            connection = tls!;
        }
        else
        {
            var raw = await OpenAsync(run, engine, target, stop);
            if (raw.Failed is not null)
            {
                return raw.Failed;
            }

            connection = raw.Connection!;
        }

        if (address.Layers.Contains("ws"))
        {
            await connection.DisposeAsync();
            return await UpgradeAsync(run, engine, target, address, settings, remark, stop);
        }

        await using (connection)
        {
            return await HearAsync(run, connection, who, target, remark, stop);
        }
    }

    /// <summary>A plain connection to an address that has just been open; it may not be any more.</summary>
    public static async Task<(ConnectionContext? Connection, WhyAnswer? Failed)> OpenAsync(WhyRun run, ISocketEngine engine, EndPoint target, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(run.Options.Timeout);
        var begin = Stopwatch.GetTimestamp();
        try
        {
            return (await engine.ConnectAsync(target, limit.Token), null);
        }
        catch (Exception error) when (error is ConnectException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            if (error is ConnectException { SocketError: SocketError.ConnectionReset } reset)
            {
                return (null, EndReset(run, ConnectWords.Name(target), target, reset.Elapsed));
            }

            var failure = error as ConnectException ?? ConnectFailure.Create(target, SocketError.TimedOut, Stopwatch.GetElapsedTime(begin));
            run.Tell(WhyPhaseKind.Connect, Stopwatch.GetElapsedTime(begin), false, "the second connection failed, after a first one that worked");
            return (null, run.End(WhyTcp.VerdictOf(failure.Outcome), failure.Message, "A limit of connections by time or by client, or a server that ended just now."));
        }
    }

    static async Task<WhyAnswer> UpgradeAsync(WhyRun run, ISocketEngine engine, EndPoint target, Address address, LayerSettings settings, string? remark, CancellationToken stop)
    {
        var (raw, failed) = await OpenAsync(run, engine, target, stop);
        if (failed is not null)
        {
            return failed;
        }

        var begin = Stopwatch.GetTimestamp();
        try
        {
            await using var connection = await AddressLayers.Open(address, settings).ConnectAsync(raw!, stop);
            run.Tell(WhyPhaseKind.Upgrade, Stopwatch.GetElapsedTime(begin), true, "the server upgraded to WebSocket");
            return run.End(WhyVerdict.Open, $"{run.Address} works: the server speaks WebSocket there", remark);
        }
        catch (LayerException error)
        {
            run.Tell(WhyPhaseKind.Upgrade, Stopwatch.GetElapsedTime(begin), false, error.Message.TrimEnd('.'));
            return run.End(WhyVerdict.UpgradeRefused, error.Message, error.Hint);
        }
    }

    static async Task<WhyAnswer> HearAsync(WhyRun run, ConnectionContext connection, string who, EndPoint target, string? remark, CancellationToken stop)
    {
        var begin = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(run.Options.Listening);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(limit.Token);
            var took = Stopwatch.GetElapsedTime(begin);
            if (read.Buffer.IsEmpty)
            {
                run.Tell(WhyPhaseKind.FirstBytes, took, false, "the server closed (FIN) without a byte");
                return run.End(WhyVerdict.ClosedAfterAccept, $"{who} accepts and closes after {Duration.Format(took)} without a byte",
                    "The server does not want this client, has no place for it, or hands it to a backend that is gone: its log says which.", Local(target));
            }

            var shown = WhyBanner.Of(read.Buffer.FirstSpan);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            run.Tell(WhyPhaseKind.FirstBytes, took, true, $"the server speaks first: {shown}");
            return run.End(WhyVerdict.Open, $"{who} is open, and its server speaks", remark, $"connect {run.Address}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Silent(run, connection, who, target, Stopwatch.GetElapsedTime(begin), remark);
        }
        catch (Exception error) when (error is IOException)
        {
            var took = Stopwatch.GetElapsedTime(begin);
            var isReset = error is ConnectionResetException || error.InnerException is ConnectionResetException;
            run.Tell(WhyPhaseKind.FirstBytes, took, false, isReset ? "the server reset the connection (RST)" : error.Message.TrimEnd('.'));
            return error is LayerException layer
                ? run.End(layer.Failure == LayerFailure.Certificate ? WhyVerdict.CertificateRejected : WhyVerdict.TlsFailed, layer.Message, layer.Hint)
                : EndReset(run, who, target, took);
        }
    }

    /// <summary>Accepted and reset.</summary>
    public static WhyAnswer EndReset(WhyRun run, string who, EndPoint target, TimeSpan took) => run.End(
        WhyVerdict.ResetAfterAccept, $"{who} accepts and resets the connection after {Duration.Format(took)}",
        "A server that closes with unread data or by linger 0 does so, a balancer without a backend, a wrapper (tcpd, xinetd) that does not let this client in.", Local(target));

    /// <summary>Nothing came. Whether anybody has accepted, only the machine itself can tell.</summary>
    static WhyAnswer Silent(WhyRun run, ConnectionContext connection, string who, EndPoint target, TimeSpan took, string? remark)
    {
        if (target is IPEndPoint theirs && connection.LocalEndPoint is IPEndPoint ours && IsHere(theirs.Address)
            && WhyLocal.Read((ushort)theirs.Port) is var local && local.Accepted(ours, theirs) is { Inode: 0 })
        {
            var listener = local.ListenerFor(theirs.Address);
            var holder = listener is null ? "the server" : WhyLocal.Holder(listener);
            run.Tell(WhyPhaseKind.FirstBytes, took, false, $"the kernel made the connection, and {holder} has not accepted it",
                listener is null ? [] : [$"{listener.ReceiveQueue} wait in its backlog of {listener.SendQueue}"]);
            return run.End(WhyVerdict.NotAccepted, $"{who} is connected by the kernel, and {holder} has not called accept within {Duration.Format(took)}",
                "The program is busy with something else, stopped, or stuck with another client.", listener?.Owners is [var owner, ..] ? $"doctor --pid {owner.Pid}" : $"sockets :{theirs.Port}");
        }

        run.Tell(WhyPhaseKind.FirstBytes, took, true, "the server waits for the client to speak first");
        return run.End(WhyVerdict.Open, $"{who} is open; its server waits for the client to speak", remark, $"connect {run.Address}");
    }

    static bool IsHere(IPAddress address)
    {
        try
        {
            return RouteQuestion.Ask(address).Type == "local";
        }
        catch (ObservationException)
        {
            return false;
        }
    }

    static string? Local(EndPoint target) => target is IPEndPoint ip && IsHere(ip.Address) ? $"sockets :{ip.Port}" : null;
}
