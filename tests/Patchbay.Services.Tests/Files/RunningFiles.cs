using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Services.Accounts;
using Patchbay.Services.Files;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Files;

/// <summary>The service with a user ann, whose password is <c>secret</c>, and a user bob who may only read.</summary>
sealed class RunningFiles : IAsyncDisposable
{
    readonly TemporaryFolder _data = new();
    readonly ISocketEngine _engine = SocketEngine.Create(EngineKind.Sockets);
    readonly Logins _logins;

    RunningFiles(LoginLimits? limits)
    {
        var store = new UserStore(_data.Path);
        store.Add("ann", "secret");
        store.Add("bob", "secret", ServiceRights.Parse("files=read"));
        store.Add("eve", "secret", ServiceRights.Parse("chat"));
        _logins = new Logins(store, NullLogger.Instance, limits);
    }

    public IService Service { get; } = FilesService.Create();

    public IPEndPoint EndPoint { get; private set; } = null!;

    /// <summary>Where ann's private files are.</summary>
    public string Private => Path.Combine(_data.Path, "files", "ann", "private");

    public string Public => Path.Combine(_data.Path, "files", "ann", "public");

    public static Task<RunningFiles> StartAsync(params (string Key, string Value)[] options) => StartAsync(null, options);

    public static async Task<RunningFiles> StartAsync(LoginLimits? limits, params (string Key, string Value)[] options)
    {
        var files = new RunningFiles(limits);
        var section = new ConfigurationBuilder().AddInMemoryCollection(options.Append(("passive-ports", "any")).DistinctBy(option => option.Item1).ToDictionary(option => option.Item1, option => (string?)option.Item2)).Build();
        var context = new ServiceContext(files._engine, [Address.Parse("127.0.0.1:0", AddressRole.Listen)], section, files._data.Path, NullLogger.Instance) { Logins = files._logins };
        files.EndPoint = (IPEndPoint)(await files.Service.StartAsync(context, CancellationToken.None))[0].ToListenEndPoints()[0];
        return files;
    }

    public async Task<FtpPeer> ConnectAsync(string? user = null)
    {
        var peer = await FtpPeer.ConnectAsync(EndPoint);
        Assert.StartsWith("220 ", await peer.ReplyAsync());
        if (user is not null)
        {
            Assert.StartsWith("331 ", await peer.SayAsync($"USER {user}"));
            Assert.StartsWith("230 ", await peer.SayAsync("PASS secret"));
            Assert.StartsWith("200 ", await peer.SayAsync("TYPE I"));
        }

        return peer;
    }

    public double Figure(string name) => Service.Status.Figures.First(figure => figure.Name == name).Value;

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync(new CancellationToken(canceled: true));
        await _engine.DisposeAsync();
        _logins.Dispose();
        _data.Dispose();
    }
}
