using Patchbay.Services.Chargen;
using Patchbay.Services.Daytime;
using Patchbay.Services.Discard;
using Patchbay.Services.Echo;
using Patchbay.Services.Game;

namespace Patchbay.Services;

/// <summary>Every service there is, in the order <c>up</c> shows them.</summary>
public static class ServiceCatalog
{
    /// <summary>New services, none started.</summary>
    public static IReadOnlyList<IService> CreateAll() =>
        [EchoService.Create(), DiscardService.Create(), DaytimeService.Create(), ChargenService.Create(), GameService.Create()];
}
