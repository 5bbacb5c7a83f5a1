using Patchbay.Sockets;

namespace Patchbay.Services.Files;

/// <summary>Files by FTP: RFC 959 with the extensions of RFC 2389, 2428, 2640, 3659 and 4217. Members are safe to call from any thread.</summary>
public sealed class FilesService : IService
{
    readonly StreamService _streams;
    FtpServer? _server;

    FilesService() => _streams = new StreamService(Words, Open);

    /// <summary>The service on TCP port 2121 of loopback; the protocol's port is 21.</summary>
    public static IService Create() => new FilesService();

    static ServiceDescription Words { get; } = new(
        FtpServer.ServiceName, "files by FTP and FTPS (RFC 959)", ["tcp-listen:127.0.0.1:2121"], "patchbay mirror {ftp-url} got", [.. StreamOptions.All, .. FilesOptions.Own])
    {
        Subject = "root",
        Exposure = "with a password under TLS; files.anonymous=on would need neither, files.plain-login=on no TLS",
    };

    /// <inheritdoc/>
    public ServiceDescription Description => _streams.Description;

    /// <inheritdoc/>
    public ServiceStatus Status
    {
        get
        {
            var status = _streams.Status;
            return _server?.Counters is not { } counters ? status : status with
            {
                Refused = status.Refused + counters.RefusedSessions,
                BytesReceived = status.BytesReceived + counters.BytesReceived,
                BytesSent = status.BytesSent + counters.BytesSent,
                Figures = [.. status.Figures, .. counters.Figures],
            };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ServiceConnection> Connections => _streams.Connections;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var address in context.Listen)
        {
            Check(address);
        }

        var options = FilesOptions.Read(context.Options);
        if (options.SharedDirectory is { } shared)
        {
            DataDirectory.StaysOutOf("files", shared, context.DataDirectory);
        }

        _server ??= new FtpServer(SocketEngine.Create(EngineKind.Sockets), options, context.Logins, Path.Combine(context.DataDirectory, FtpServer.ServiceName), context.Logger, TimeProvider.System);
        return await _streams.StartAsync(context, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DrainReport> StopAsync(CancellationToken cut) => _streams.StopAsync(cut);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _streams.DisposeAsync();
        if (_server is not null)
        {
            await _server.DataEngine.DisposeAsync();
        }
    }

    Microsoft.AspNetCore.Connections.ConnectionDelegate Open(Address address, LayerSettings layers)
    {
        var server = _server!;
        var listener = FtpListener.Open(address, server.Options, layers);
        if (listener is { IsExposed: true, Tls: null } && server.Options is { PlainLoginEverywhere: false, AnonymousEverywhere: false })
        {
            throw new ConfigurationException(
                $"{FtpServer.ServiceName}: {address} can be reached from other machines, and without a certificate nobody may log in there",
                "Leave out certificate=none; or files.plain-login=on takes passwords in plain text.");
        }

        return AddressLayers.Accept(FtpListener.WithoutTls(address), layers, async connection =>
        {
            await using var session = new FtpConnection(server, listener, connection);
            await session.ServeAsync();
        });
    }

    static void Check(Address address)
    {
        if (address.Kind != AddressKind.Tcp || address.Layers.Any(static layer => layer != "tls"))
        {
            throw new ConfigurationException($"{FtpServer.ServiceName}: {address} is no address for FTP, which tells its clients IP addresses", "For example tcp-listen:127.0.0.1:2121, or tls-listen:127.0.0.1:9990,cert=auto.");
        }
    }
}
