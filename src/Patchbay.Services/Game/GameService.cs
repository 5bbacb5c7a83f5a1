using Patchbay.Services.Game.Server;
using Patchbay.Sockets;

namespace Patchbay.Services.Game;

/// <summary>A cave of gold for many players, over UDP. Members are safe to call from any thread.</summary>
public sealed class GameService : IService
{
    GameHost? _host;

    GameService()
    {
    }

    /// <summary>The service on UDP port 7777 of loopback.</summary>
    public static IService Create() => new GameService();

    /// <inheritdoc/>
    public ServiceDescription Description { get; } = new(
        "game", "a cave of gold for many players", ["udp-listen:127.0.0.1:7777"], "patchbay play {address}", GameOptions.All)
    {
        Exposure = "where anybody may play and chat without a password",
    };

    /// <inheritdoc/>
    public ServiceStatus Status => _host?.Status ?? ServiceStatus.None;

    /// <inheritdoc/>
    public IReadOnlyList<ServiceConnection> Connections => _host?.Connections ?? [];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_host is not null)
        {
            throw new InvalidOperationException("game runs already.");
        }

        var options = GameOptions.Read(context.Options);
        var conditions = GameOptions.ReadConditions(context.Options);
        var bound = await AllOrNone.OpenAsync(context.Listen.Select(OnDatagrams), address => Listening.BindDatagramsAsync(context.Engine, address, cancellationToken));
        try
        {
            var recording = OpenRecording(GameOptions.ReadRecording(context.Options));
            _host = new GameHost(bound.ConvertAll(static one => one.Socket), options, conditions, recording, context.Logger);
        }
        catch
        {
            await AllOrNone.CloseAsync(bound);
            throw;
        }

        _host.Start();
        return bound.ConvertAll(static one => one.Address);
    }

    /// <inheritdoc/>
    public async ValueTask<DrainReport> StopAsync(CancellationToken cut)
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host)
        {
            return new DrainReport(0, 0, TimeSpan.Zero);
        }

        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var clients = await host.StopAsync(cut);
        await host.DisposeAsync();
        return new DrainReport(clients, 0, System.Diagnostics.Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <summary><c>:7777</c> means TCP elsewhere; the game is on UDP only.</summary>
    static Address OnDatagrams(Address address) => address is { Kind: AddressKind.Tcp, Layers.Count: 0 } ? address with { Kind = AddressKind.Udp } : address;

    static FileStream? OpenRecording(string? path)
    {
        try
        {
            return path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"game.record: {path} cannot be written: {error.Message.TrimEnd('.')}", "Choose a file in a directory that is there and that you may write to.");
        }
    }
}
