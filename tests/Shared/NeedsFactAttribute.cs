namespace Patchbay.TestSupport;

/// <summary>A test that is skipped, with the reason, where a command is missing. <c>root</c>, <c>bpf</c> and <c>linux</c> count as commands.</summary>
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] needs) => Skip = Needs.Missing(needs);
}

/// <summary>As <see cref="NeedsFactAttribute"/>, for a theory.</summary>
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(params string[] needs) => Skip = Needs.Missing(needs);
}

/// <summary>What is there to test with.</summary>
static class Needs
{
    // The last two hold what ./test unpacks without installing it.
    static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin",
        Path.Combine(Repository.Root, ".build/peers/usr/sbin"), Path.Combine(Repository.Root, ".build/peers/usr/bin"),
    ];

    /// <summary>Why a test cannot run here, or null.</summary>
    public static string? Missing(IEnumerable<string> needs)
    {
        foreach (var need in needs)
        {
            var reason = need switch
            {
                "linux" => OperatingSystem.IsLinux() ? null : "needs Linux",
                "bpf" => HasRights(38, 39) ? null : "needs CAP_PERFMON and CAP_BPF",
                "root" => Environment.IsPrivilegedProcess ? null : "needs root",
                "slow" => Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? null : "takes long: ./test --slow",
                _ => Find(need) is null ? $"needs {need}, which is not installed" : null,
            };
            if (reason is not null)
            {
                return reason;
            }
        }

        return null;
    }

    // The effective ones, by their numbers in capabilities(7).
    static bool HasRights(params int[] capabilities) =>
        File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").First(static line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is var line
        && Convert.ToUInt64(line["CapEff:".Length..].Trim(), 16) is var effective && capabilities.All(capability => (effective & (1ul << capability)) != 0);

    public static string? Find(string command) => Folders.Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);
}
