// Stock Kestrel, nothing of ours: `kestrel-peer echo` runs a connection handler, `kestrel-peer http` answers plaintext, `kestrel-peer rpc` a POST with JSON,
// `kestrel-peer files DIR` serves a folder. With
// DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 in the environment the same program is "Kestrel with inline completions".
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.FileProviders;
using Patchbay.Benchmarks.KestrelPeer;
using Patchbay.Benchmarks.Servers;

var echo = args is ["echo"];
if (!echo && args is not (["http"] or ["rpc"] or ["files", _]))
{
    Console.Error.WriteLine("usage: kestrel-peer echo|http|rpc|files DIR");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, RpcPostJson.Default));
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
{
    if (echo)
    {
        listen.Run(EchoConnection.RunAsync);
    }
}));

await using var application = builder.Build();
if (args is ["files", var folder])
{
    application.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder), ServeUnknownFileTypes = true });
}
else if (args is ["rpc"])
{
    RpcPost.Map(application);
}
else
{
    // Ends the pipeline: no endpoint would be reached behind it.
    Plaintext.Map(application);
}

await application.StartAsync();
ServerConsole.Announce(new IPEndPoint(IPAddress.Loopback, new Uri(application.Urls.First()).Port), "kestrel");
ServerConsole.ServeUntilStdinCloses();
return 0;
