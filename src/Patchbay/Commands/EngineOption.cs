using System.CommandLine;
using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>--engine</c> of every verb that opens sockets.</summary>
static class EngineOption
{
    public static Option<string> Create() => new("--engine")
    {
        Description = $"Where sockets come from: {string.Join(", ", EngineNames.All)}.",
        HelpName = "ENGINE",
    };

    /// <exception cref="UserError">There is no such engine.</exception>
    /// <exception cref="EngineUnavailableException">It does not run here.</exception>
    public static ISocketEngine Open(string? name)
    {
        try
        {
            return SocketEngine.Create(EngineNames.Parse(name ?? "auto"));
        }
        catch (FormatException error)
        {
            throw new UserError(ExitCode.Usage, $"'{name}' {error.Message}", "auto takes the fastest that runs here.");
        }
    }
}
