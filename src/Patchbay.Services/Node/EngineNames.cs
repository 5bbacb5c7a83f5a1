using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>The words for engines on the command line and in the configuration.</summary>
public static class EngineNames
{
    /// <summary>auto, sockets, uring, uring-pinned.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<EngineKind>().Select(Name)];

    /// <summary>The engine of that name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static EngineKind Parse(string text)
    {
        foreach (var kind in Enum.GetValues<EngineKind>())
        {
            if (Name(kind) == text)
            {
                return kind;
            }
        }

        throw new FormatException($"is no engine; there are {string.Join(", ", All)}");
    }

    /// <summary>The word for an engine.</summary>
    public static string Name(EngineKind kind) => kind switch
    {
        EngineKind.Auto => "auto",
        EngineKind.Sockets => "sockets",
        EngineKind.Uring => "uring",
        EngineKind.UringPinned => "uring-pinned",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
