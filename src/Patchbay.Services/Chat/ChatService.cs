using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Chat;

/// <summary>An IRC server (https://modern.ircdocs.horse) with accounts and history. Members are safe to call from any thread.</summary>
public sealed class ChatService : IService
{
    /// <summary>The word that starts it, and the service in users' rights.</summary>
    public const string Name = "chat";

    readonly StreamService _streams;
    ChatHub? _hub;
    ChatLogs? _logs;

    ChatService() => _streams = new StreamService(Description, connection => _hub!.ServeAsync(connection));

    /// <inheritdoc/>
    public ServiceDescription Description { get; } = new(
        Name, "an IRC server, with history", ["tcp-listen:127.0.0.1:6667", "tls-listen:127.0.0.1:6697,cert=auto"], "patchbay chat {address}", ChatOptions.All)
    {
        Exposure = "who must log in with a password of `patchbay user add`, unless chat.require-login is no",
    };

    /// <inheritdoc/>
    public ServiceStatus Status => _streams.Status with { Figures = _hub?.Figures ?? [] };

    /// <inheritdoc/>
    public IReadOnlyList<ServiceConnection> Connections => _streams.Connections;

    /// <summary>The service on ports 6667 and 6697 (TLS) of loopback.</summary>
    public static IService Create() => new ChatService();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_hub is not null)
        {
            throw new InvalidOperationException($"{Name} runs already.");
        }

        var exposed = context.Listen.Where(BoundAddress.IsExposed).ToList();
        var settings = ChatOptions.Read(context.Options, exposed.Count > 0, context.Logins is not null);
        Warn(context, settings, exposed);
        var logs = new ChatLogs(Path.Combine(context.DataDirectory, Name), settings.HistorySize, settings.HistoryChannels, settings.Limits.HistoryAge, context.Logger);
        _hub = new ChatHub(settings, logs, context.Logins, context.Logger, TimeProvider.System);
        try
        {
            var bound = await _streams.StartAsync(context, cancellationToken);
            _logs = logs;
            return bound;
        }
        catch
        {
            // The next try, on another port, begins anew.
            _hub.Dispose();
            _hub = null;
            await logs.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<DrainReport> StopAsync(CancellationToken cut)
    {
        _hub?.Stop();
        var report = await _streams.StopAsync(cut);
        if (_hub is not null && _logs is not null)
        {
            _hub.Dispose();
            await _logs.DisposeAsync();
        }

        return report;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    static void Warn(ServiceContext context, ChatSettings settings, List<Address> exposed)
    {
        if (!settings.Identity.RequiresLogin)
        {
            return;
        }

        if (context.Logins is null)
        {
            throw new ConfigurationException("chat needs a login of everybody, and there are no users here", "chat.require-login=no lets everybody in who reaches it.");
        }

        if (context.Logins.Store.Users.Count == 0)
        {
            context.Logger.LogWarning("Nobody can chat yet: everybody must log in and there is no user. `patchbay user add NAME` adds one, also while this runs.");
        }

        foreach (var address in exposed.Where(static address => !address.Layers.Contains("tls") && address.Kind == AddressKind.Tcp))
        {
            context.Logger.LogWarning("{Address} carries passwords in the clear; tls-listen: protects them.", address);
        }
    }
}
