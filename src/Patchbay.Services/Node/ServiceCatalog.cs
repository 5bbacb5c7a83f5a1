using Patchbay.Services.Chargen;
using Patchbay.Services.Chat;
using Patchbay.Services.Daytime;
using Patchbay.Services.Discard;
using Patchbay.Services.Echo;
using Patchbay.Services.Files;
using Patchbay.Services.Game;
using Patchbay.Services.Rpc;
using Patchbay.Services.Web;

namespace Patchbay.Services;

/// <summary>Every service there is, in the order <c>up</c> shows them.</summary>
public static class ServiceCatalog
{
    /// <summary>New services, none started.</summary>
    public static IReadOnlyList<IService> CreateAll() =>
        [EchoService.Create(), DiscardService.Create(), DaytimeService.Create(), ChargenService.Create(), new WebService(), ChatService.Create(), FilesService.Create(), new RpcService(), GameService.Create()];
}
