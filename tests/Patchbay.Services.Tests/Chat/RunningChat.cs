using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Services.Accounts;
using Patchbay.Services.Chat;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Chat;

/// <summary>The chat service on a free port, with a data directory and users of its own.</summary>
sealed class RunningChat : IAsyncDisposable
{
    readonly ISocketEngine _engine;
    readonly TemporaryFolder _folder;
    readonly Logins? _logins;

    RunningChat(ISocketEngine engine, IService service, TemporaryFolder folder, Logins? logins, Address address) =>
        (_engine, Service, _folder, _logins, Address) = (engine, service, folder, logins, address);

    public IService Service { get; }

    public Address Address { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port!.Value);

    /// <summary>Starts it; the user ann has the password <c>secret</c>.</summary>
    public static async Task<RunningChat> StartAsync(string listen = "127.0.0.1:0", LoginLimits? limits = null, bool hasLogins = true, params (string Key, string Value)[] options)
    {
        var folder = new TemporaryFolder();
        var engine = SocketEngine.Create(EngineKind.Sockets);
        Logins? logins = null;
        if (hasLogins)
        {
            var store = new UserStore(folder.Path);
            store.Add("ann", "secret-1");
            logins = new Logins(store, NullLogger.Instance, limits);
        }

        var service = ChatService.Create();
        var section = new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => KeyValuePair.Create(option.Key, (string?)option.Value))).Build();
        var context = new ServiceContext(engine, [Address.Parse(listen, AddressRole.Listen)], section, folder.Path, NullLogger.Instance) { Logins = logins };
        try
        {
            var bound = await service.StartAsync(context, CancellationToken.None);
            return new RunningChat(engine, service, folder, logins, bound[0]);
        }
        catch
        {
            await engine.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    public double Figure(string name) => Service.Status.Figures.Single(figure => figure.Name == name).Value;

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync(new CancellationToken(canceled: true));
        await _engine.DisposeAsync();
        _logins?.Dispose();
        _folder.Dispose();
    }
}
