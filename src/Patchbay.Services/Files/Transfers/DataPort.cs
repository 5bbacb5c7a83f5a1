using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services.Files;

/// <summary>The data connections of one session, one at a time. One call at a time, but for <see cref="Abort"/> and <see cref="Transferred"/>, which any thread may call.</summary>
/// <param name="server">What the service has.</param>
/// <param name="listener">The address of the control connection.</param>
/// <param name="control">The control connection, as it came.</param>
/// <param name="peer">The client: nobody else's connection is taken.</param>
sealed class DataPort(FtpServer server, FtpListener listener, ConnectionContext control, IPAddress peer) : IAsyncDisposable
{
    readonly IPAddress _local = MappedAddress.Unmap(((IPEndPoint)(control.Features.Get<ISocketIdentityFeature>()?.Tuple.Local ?? control.LocalEndPoint)!).Address);
    PassiveListener? _passive;
    DataTransfer? _transfer;
    TransferRequest? _request;
    ConnectionContext? _connection;
    volatile CancellationTokenSource? _abort;

    /// <summary>Bytes of the transfer so far.</summary>
    public long Transferred => _transfer?.Bytes ?? 0;

    /// <summary>Listens on another port, and no longer on the one before.</summary>
    public async Task<FtpOutcome> ListenAsync()
    {
        await CloseAsync();
        _passive = await PassiveListener.OpenAsync(server.DataEngine, _local, server.Options.PassivePorts, peer, server.Options.Passive, server.Counters, server.Clock);
        return new FtpOutcome.Listening(_passive is null ? null : new IPEndPoint(server.Options.MasqueradeAddress ?? _local, _passive.EndPoint.Port));
    }

    /// <summary>Lets go of the listener, and of a connection that was not used.</summary>
    public async Task CloseAsync()
    {
        if (_passive is { } passive)
        {
            _passive = null;
            await passive.DisposeAsync();
        }
    }

    /// <summary>A transfer begins: from here on <see cref="Abort"/> is about it.</summary>
    public void Begin() => _abort = new CancellationTokenSource();

    /// <summary>Ends the transfer; it still tells how it ended.</summary>
    public void Abort() => _abort?.Cancel();

    /// <summary>Opens the file, then the data connection.</summary>
    public async Task<FtpOutcome> PrepareAsync(TransferRequest request, FileSpace space)
    {
        var transfer = Open(request, space, out var file);
        if (transfer is null)
        {
            await CloseAsync();
            return new FtpOutcome.TransferReady(TransferFailure.File, file, "", null);
        }

        var connection = await ConnectAsync(request);
        await CloseAsync();
        if (connection is null)
        {
            transfer.Dispose();
            return new FtpOutcome.TransferReady(_abort!.IsCancellationRequested ? TransferFailure.Aborted : TransferFailure.NoConnection, FileFailure.None, "", null);
        }

        (_transfer, _request, _connection) = (transfer, request, connection);
        if (SocketEvents.IsEnabled)
        {
            SocketEvents.Annotate(control, request.ConnectTo is null ? $"PASV data connection from {connection.RemoteEndPoint}" : $"PORT data connection to {connection.RemoteEndPoint}");
            SocketEvents.Annotate(connection, $"data connection of {control.RemoteEndPoint}: {Verb(request.Kind)} {request.Path}");
        }

        return new FtpOutcome.TransferReady(TransferFailure.None, FileFailure.None, transfer.Name, transfer.Size);
    }

    /// <summary>Moves the bytes, and closes file and connection.</summary>
    public async Task<FtpOutcome> RunAsync()
    {
        var (transfer, request, connection) = (_transfer!, _request!, _connection!);
        var start = Stopwatch.GetTimestamp();
        server.Counters.TransferBegan();
        var (failure, file) = (TransferFailure.Network, FileFailure.None);
        try
        {
            if (request.IsProtected)
            {
                connection = await listener.Tls!.AcceptAsync(connection, _abort!.Token);
            }

            failure = await MoveAsync(transfer, request, connection);
        }
        catch (OperationCanceledException)
        {
            failure = _abort!.IsCancellationRequested ? TransferFailure.Aborted : TransferFailure.Stalled;
        }
        catch (DiskException error)
        {
            (failure, file) = (TransferFailure.File, error.Failure);
            server.Logger.LogWarning("{Verb} {Path}: {Reason}", Verb(request.Kind), request.Path, error.Message);
        }
        catch (LayerException error) when (transfer.Bytes == 0)
        {
            failure = TransferFailure.Tls;
            server.Logger.LogDebug("{Verb} {Path}: {Reason}", Verb(request.Kind), request.Path, error.Message);
        }
        catch (IOException error)
        {
            server.Logger.LogDebug("{Verb} {Path}: {Reason}", Verb(request.Kind), request.Path, error.Message);
        }
        finally
        {
            transfer.Dispose();
            _ = EndAsync(connection, failure == TransferFailure.None);
            server.Counters.TransferEnded(request, failure == TransferFailure.None, transfer.Bytes);
            Annotate(request, transfer.Bytes, failure, Stopwatch.GetElapsedTime(start));
            (_transfer, _request, _connection) = (null, null, null);
        }

        return new FtpOutcome.TransferEnded(failure, file);
    }

    /// <summary>Closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _transfer?.Dispose();
        if (_connection is { } connection)
        {
            _connection = null;
            await EndAsync(connection, isWhole: false);
        }

        _abort?.Dispose();
    }

    /// <summary>The command's name.</summary>
    static string Verb(TransferKind kind) => kind switch
    {
        TransferKind.Retrieve => "RETR",
        TransferKind.Store => "STOR",
        TransferKind.Append => "APPE",
        TransferKind.StoreUnique => "STOU",
        TransferKind.List => "LIST",
        TransferKind.Names => "NLST",
        _ => "MLSD",
    };

    async Task<TransferFailure> MoveAsync(DataTransfer transfer, TransferRequest request, ConnectionContext connection)
    {
        var counters = connection.Features.Get<IConnectionCountersFeature>();
        using var watch = new StallWatch(() => transfer.Bytes + (counters?.BytesSent + counters?.BytesReceived ?? 0), server.Options.Stall, server.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_abort!.Token, watch.Stalled);
        var failure = await transfer.RunAsync(connection, end.Token);

        // A client that was killed ends both its connections with FIN, as one that has sent all: it can be told by the control connection only.
        if (failure == TransferFailure.None && request.IsUpload && IsControlGone())
        {
            return TransferFailure.Network;
        }

        if (failure == TransferFailure.None)
        {
            transfer.Commit();
        }

        return failure;
    }

    DataTransfer? Open(TransferRequest request, FileSpace space, out FileFailure failure)
    {
        if (request.IsUpload)
        {
            return FileOperations.OpenUpload(space, request, out var name, out failure) is { } upload ? new Upload(upload, name, request.IsAscii) : null;
        }

        if (request.IsDownload)
        {
            return FileOperations.OpenDownload(space, request.Path, request.Offset, out failure) is { } handle ? new Download(handle, request.Path.Name, request.Offset, request.IsAscii) : null;
        }

        request = FileOperations.Literally(space, request);
        return FileOperations.OpenListing(space, request, out var isItself, out failure) is { } entries ? new ListingTransfer(request, entries, isItself, server.Clock) : null;
    }

    async Task<ConnectionContext?> ConnectAsync(TransferRequest request)
    {
        try
        {
            if (request.ConnectTo is null)
            {
                return _passive is null ? null : await _passive.TakeAsync(_abort!.Token);
            }

            using var late = new CancellationTokenSource(server.Options.Passive, server.Clock);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _abort!.Token);
            return await server.DataEngine.ConnectAsync(request.ConnectTo, end.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ConnectException)
        {
            return null;
        }
    }

    bool IsControlGone() =>
        control.ConnectionClosed.IsCancellationRequested || control.Features.Get<IHalfCloseFeature>() is { PeerHasFinished: true }
        || (control.Features.Get<ITcpInfoFeature>() is { } tcp && tcp.TryGetTcpInfo(out var info) && info.State != TcpState.Established);

    async Task EndAsync(ConnectionContext connection, bool isWhole)
    {
        try
        {
            if (!isWhole)
            {
                // RST and not FIN: a file that was cut off must not look whole.
                connection.Abort(new ConnectionAbortedException("The transfer did not come to its end."));
            }

            await connection.DisposeAsync();
        }
        catch (Exception error)
        {
            server.Logger.LogDebug("Closing the data connection {ConnectionId} failed: {Reason}", connection.ConnectionId, error.Message);
        }
    }

    void Annotate(TransferRequest request, long bytes, TransferFailure failure, TimeSpan elapsed)
    {
        if (SocketEvents.IsEnabled)
        {
            var how = failure == TransferFailure.None ? "in" : $"and then {failure.ToString().ToLowerInvariant()} after";
            SocketEvents.Annotate(control, $"{Verb(request.Kind)} {request.Path} {Size(bytes)} {how} {Duration.Format(elapsed)}");
        }
    }

    static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
