using Microsoft.AspNetCore.Routing;

namespace Patchbay.Services;

/// <summary>A service that has pages. The node joins them to the web service of the same node, where there is one.</summary>
public interface IWebPages
{
    /// <summary>The first segment of the paths it serves: <c>chat</c> serves <c>/chat</c> and below.</summary>
    string Path { get; }

    /// <summary>Maps its end points on <paramref name="endpoints"/>, whose paths begin below <see cref="Path"/>. Called once, before the web service serves; the service may not run yet.</summary>
    void MapWeb(IEndpointRouteBuilder endpoints);
}
