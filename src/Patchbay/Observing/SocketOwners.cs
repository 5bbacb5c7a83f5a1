using Patchbay.Observation;

namespace Patchbay;

/// <summary>The holders of a socket in a cell: <c>nginx (pid 311, 312)</c>.</summary>
static class SocketOwners
{
    public static string Text(IReadOnlyList<SocketOwner> owners) =>
        owners.Count == 0 ? "-" : $"{owners[0].Name} (pid {string.Join(", ", owners.Select(static owner => owner.Pid).Distinct())})";
}
