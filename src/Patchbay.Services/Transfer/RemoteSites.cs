using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>Opens sessions with the server of a URL.</summary>
/// <param name="engine">Where sockets come from.</param>
/// <param name="options">How transfers are made.</param>
internal sealed class RemoteSites(ISocketEngine engine, TransferOptions options)
{
    public async Task<IRemoteSite> OpenAsync(RemoteUrl url, TransferTiming timing, CancellationToken cancellationToken)
    {
        var connector = new TransferConnector(engine, options);
        return url.IsHttp
            ? new HttpSite(url, new HttpSession(url, new HttpConnector(connector, options, timing).CreateClient(), options, timing), options)
            : new FtpSite(url, await FtpLogin.OpenAsync(url, connector, options, timing, cancellationToken), options);
    }
}
