using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Services.Accounts;
using Patchbay.Services.Web;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Web;

/// <summary>The web service on a free port, with a folder and users of its own: ann writes, bob reads.</summary>
sealed class RunningWeb : IAsyncDisposable
{
    public const string Ann = "ann:secret-of-ann", Bob = "bob:secret-of-bob";

    // Hashing a password is slow on purpose: once for all tests.
    static readonly Lazy<string> UserFile = new(static () =>
    {
        using var folder = new TemporaryFolder();
        var users = new UserStore(folder.Path);
        users.Add("ann", "secret-of-ann");
        users.Add("bob", "secret-of-bob", ServiceRights.Parse("web=read"));
        users.Add("carl", "secret-of-carl", ServiceRights.Parse("chat"));
        return File.ReadAllText(folder["users.json"]);
    });

    readonly ISocketEngine _engine;
    readonly TemporaryFolder _data;
    readonly Logins _logins;

    RunningWeb(ISocketEngine engine, TemporaryFolder site, TemporaryFolder data, Logins logins, WebService service, IReadOnlyList<Address> bound)
    {
        (_engine, Site, _data, _logins, Service, Bound) = (engine, site, data, logins, service, bound);
        Client = CreateClient();
    }

    public TemporaryFolder Site { get; }

    public WebService Service { get; }

    public IReadOnlyList<Address> Bound { get; }

    public IPEndPoint EndPoint => (IPEndPoint)Bound[0].ToListenEndPoints()[0];

    public string Url => $"http://127.0.0.1:{EndPoint.Port}";

    /// <summary>One that neither follows redirects nor unpacks.</summary>
    public HttpClient Client { get; }

    public static Task<RunningWeb> StartAsync(params (string Key, string Value)[] options) => StartAsync(["127.0.0.1:0"], [], options);

    public static async Task<RunningWeb> StartAsync(string[] listen, IReadOnlyList<IWebPages> pages, params (string Key, string Value)[] options)
    {
        var (site, data) = (new TemporaryFolder(), new TemporaryFolder());
        var engine = SocketEngine.Create(EngineKind.Auto);
        try
        {
            data.Write("users.json", UserFile.Value);
            var logins = new Logins(new UserStore(data.Path), NullLogger.Instance, new LoginLimits { MaxFailures = 3 });
            var section = new ConfigurationBuilder().AddInMemoryCollection(options.Append(("root", site.Path)).DistinctBy(static option => option.Item1).Select(static option => KeyValuePair.Create(option.Item1, (string?)option.Item2))).Build();
            var context = new ServiceContext(engine, [.. listen.Select(static text => Address.Parse(text, AddressRole.Listen))], section, data.Path, NullLogger.Instance) { Logins = logins, Pages = pages };
            var service = new WebService();
            return new RunningWeb(engine, site, data, logins, service, await service.StartAsync(context, CancellationToken.None));
        }
        catch
        {
            await engine.DisposeAsync();
            site.Dispose();
            data.Dispose();
            throw;
        }
    }

#pragma warning disable CA5359 // The certificate is one that the service made itself a moment ago.
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } }) { Timeout = ChildProcess.Limit };
#pragma warning restore CA5359

    /// <summary>A request by a user, or nobody.</summary>
    public HttpRequestMessage Request(string method, string path, string? user = null, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Url + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (user is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        }

        foreach (var (name, value) in fields)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || AddToContent(request, name, value), name);
        }

        return request;
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, string? user = null, params (string Name, string Value)[] fields) => Client.SendAsync(Request(method, path, user, fields));

    /// <summary>PUTs bytes.</summary>
    public async Task<HttpResponseMessage> PutAsync(string path, byte[] bytes, string? user = Ann, params (string Name, string Value)[] fields)
    {
        var request = Request("PUT", path, user);
        request.Content = new ByteArrayContent(bytes);
        foreach (var (name, value) in fields)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value), name);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Sends text as it is on a connection of its own and reads to the end of the connection.</summary>
    public async Task<string> RawAsync(string text)
    {
        using var peer = await PeerSocket.ConnectAsync(EndPoint);
        await peer.SendAsync(Encoding.Latin1.GetBytes(text));
        return Encoding.Latin1.GetString(await peer.ReceiveToEndAsync());
    }

    /// <summary>A connected socket with a small window.</summary>
    public async Task<Socket> ConnectNarrowAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(EndPoint);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Service.StopAsync(new CancellationToken(canceled: true));
        _logins.Dispose();
        await _engine.DisposeAsync();
        Site.Dispose();
        _data.Dispose();
    }

    static bool AddToContent(HttpRequestMessage request, string name, string value)
    {
        request.Content ??= new ByteArrayContent([]);
        return request.Content.Headers.TryAddWithoutValidation(name, value);
    }
}
