using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests;

/// <summary>One service on the portable engine and a free port.</summary>
sealed class RunningStream : IAsyncDisposable
{
    readonly ISocketEngine _engine;

    RunningStream(ISocketEngine engine, IService service, Address address) => (_engine, Service, Address) = (engine, service, address);

    public IService Service { get; }

    public Address Address { get; }

    public IPEndPoint EndPoint => (IPEndPoint)Address.ToListenEndPoints()[0];

    public static Task<RunningStream> StartAsync(IService service, params (string Key, string Value)[] options) =>
        StartAsync(service, Address.Parse("127.0.0.1:0", AddressRole.Listen), options);

    public static async Task<RunningStream> StartAsync(IService service, Address listen, params (string Key, string Value)[] options)
    {
        var engine = SocketEngine.Create(EngineKind.Sockets);
        var section = new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => KeyValuePair.Create(option.Key, (string?)option.Value))).Build();
        var context = new ServiceContext(engine, [listen], section, Path.GetTempPath(), NullLogger.Instance);
        var bound = await service.StartAsync(context, CancellationToken.None);
        return new RunningStream(engine, service, bound[0]);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync(new CancellationToken(canceled: true));
        await _engine.DisposeAsync();
    }
}
