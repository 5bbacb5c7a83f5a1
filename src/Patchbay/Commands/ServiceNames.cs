using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Finds services by the names people type.</summary>
static class ServiceNames
{
    /// <exception cref="UserError">There is no such service.</exception>
    public static IService Find(IReadOnlyList<IService> services, string name) =>
        services.FirstOrDefault(service => service.Description.Name == name) ?? throw Unknown(name, ExitCode.Usage, services.Select(static service => service.Description.Name));

    public static UserError Unknown(string name, ExitCode code, IEnumerable<string> known)
    {
        var names = known.ToList();
        return new UserError(code, $"there is no service '{name}'", Suggestion.For(name, names) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", names)}.");
    }
}
