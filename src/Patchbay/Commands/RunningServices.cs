using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The services of the running node, by name.</summary>
static class RunningServices
{
    /// <summary>Where a client of this machine reaches a service.</summary>
    /// <exception cref="UserError">No node runs, or it does not run that service.</exception>
    public static Address Find(string name, string dataDirectory)
    {
        var known = ServiceCatalog.CreateAll().Select(static service => service.Description.Name).ToList();
        var node = NodeStateFile.FindRunning(dataDirectory);
        if (node is not null && node.Services.TryGetValue(name, out var bound))
        {
            // The node tells streams first: a name means the connection where there is one.
            return Address.Parse(bound[0], AddressRole.Listen).Reach();
        }

        if (!known.Contains(name))
        {
            var near = Suggestion.For(name, known);
            throw new UserError(ExitCode.NameNotResolved, $"there is no service '{name}'",
                near is null ? $"A host needs a port ({name}:80); services are {string.Join(", ", known)}." : $"Did you mean '{near}'?");
        }

        throw node is null
            ? new UserError(ExitCode.CannotConnect, $"no node runs with the data directory {dataDirectory}", $"Start one with `{ProgramName.Current} up`; --data names another directory.")
            : new UserError(ExitCode.NameNotResolved, $"the running node (pid {node.Pid}) does not serve {name}", $"It serves {string.Join(", ", node.Services.Keys)}.");
    }
}
