using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Patchbay.TestSupport;

/// <summary>
/// Three network namespaces in a row: a client (10.77.1.2), a router (10.77.1.1 and 10.77.2.1) and a server (10.77.2.2), each with IPv6 beside
/// (fd77:1:: and fd77:2::); or as many as are named, with a network between any two that follow one another. The machine's own network is not touched. Needs root, ip and nft.
/// </summary>
sealed partial class NetworkLab : IDisposable
{
    const int CLONE_NEWNET = 0x40000000;

    static int _count;

    readonly string _name = $"pb{Environment.ProcessId}x{Interlocked.Increment(ref _count)}";
    readonly List<string> _namespaces = [];

    readonly string[] _roles;

    public NetworkLab() : this("client", "router", "server")
    {
    }

    /// <summary>The first is the client and the last the server; those between are routers. On network 1 the client is 10.77.1.2 and its router .1; on every further one the left end is .1 and the right .2.</summary>
    public NetworkLab(params string[] roles)
    {
        _roles = roles;
        try
        {
            foreach (var role in roles)
            {
                Run("ip", "netns", "add", Name(role));
                _namespaces.Add(Name(role));
                In(role, "ip", "link", "set", "lo", "up");

                // No wait for duplicate address detection before an IPv6 address can be used.
                In(role, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
            }

            for (var network = 1; network < roles.Length; network++)
            {
                Link(roles[network - 1], roles[network], network);
            }

            // Both ends send everything to their router; a router knows the networks, and no other way.
            Route(roles[0], "default", "default", (1, 1));
            Route(roles[^1], "default", "default", (roles.Length - 1, 1));
            for (var place = 1; place < roles.Length - 1; place++)
            {
                for (var network = 1; network < roles.Length; network++)
                {
                    if (network != place && network != place + 1)
                    {
                        Route(roles[place], $"10.77.{network}.0/24", $"fd77:{network}::/64", network < place ? (place, 1) : (place + 1, 2));
                    }
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why there is no lab here, or null. Found out once, by making a namespace.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>Runs a command in a namespace; throws with what it wrote when it fails.</summary>
    public void In(string role, params string[] command) => Run("ip", ["netns", "exec", Name(role), .. command]);

    /// <summary>Puts the rules in place of those before. The table sees both families.</summary>
    public void Rules(string role, string hook, string rule) =>
        In(role, "nft", $"add table inet lab; delete table inet lab; add table inet lab; add chain inet lab rules {{ type filter hook {hook} priority 0; }}; add rule inet lab rules {rule}");

    /// <summary>Calls on a thread of its own that stands in the namespace: sockets made before the first await belong to it.</summary>
    public T Inside<T>(string role, Func<T> call)
    {
        T? result = default;
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var space = File.OpenHandle($"/run/netns/{Name(role)}");
                if (SetNamespace((int)space.DangerousGetHandle(), CLONE_NEWNET) != 0)
                {
                    throw new InvalidOperationException($"setns: errno {Marshal.GetLastPInvokeError()}");
                }

                result = call();
            }
            catch (Exception caught)
            {
                error = caught;
            }
        });
        thread.Start();
        thread.Join();
        return error is null ? result! : throw new InvalidOperationException("In the namespace: " + error.Message, error);
    }

    public void Dispose()
    {
        foreach (var space in _namespaces)
        {
            Run("ip", "netns", "delete", space);
        }

        _namespaces.Clear();
    }

    /// <summary>The way to a network leads to that host of that network; replaces the one before.</summary>
    public void Route(string role, string to4, string to6, (int Network, int Host) via)
    {
        In(role, "ip", "route", "replace", to4, "via", $"10.77.{via.Network}.{via.Host}");
        In(role, "ip", "-6", "route", "replace", to6, "via", $"fd77:{via.Network}::{via.Host}");
    }

    void Link(string left, string right, int network)
    {
        var (near, far) = _roles.Length == 3 ? ($"{left[0]}{right[0]}", $"{right[0]}{left[0]}") : ($"{left}{right}", $"{right}{left}");
        In(left, "ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", Name(right));
        var (leftHost, rightHost) = left == _roles[0] ? (2, 1) : (1, 2);
        foreach (var (role, device, host) in new[] { (left, near, leftHost), (right, far, rightHost) })
        {
            In(role, "ip", "address", "add", $"10.77.{network}.{host}/24", "dev", device);
            In(role, "ip", "address", "add", $"fd77:{network}::{host}/64", "dev", device, "nodad");
            In(role, "ip", "link", "set", device, "up");
        }
    }

    /// <summary>The name of a namespace, for `ip netns exec`.</summary>
    public string Name(string role) => $"{_name}-{role}";

    static string? FindMissing()
    {
        var missing =
            !OperatingSystem.IsLinux() ? "needs Linux"
            : !Environment.IsPrivilegedProcess ? "needs root to make network namespaces"
            : !Socket.OSSupportsIPv6 ? "needs IPv6"
            : !OnPath("ip") ? "needs ip (apt-get install iproute2)"
            : !OnPath("nft") ? "needs nft (apt-get install nftables)"
            : !OnPath("sysctl") ? "needs sysctl (apt-get install procps)"
            : null;
        if (missing is not null)
        {
            return missing;
        }

        var name = $"pb{Environment.ProcessId}x0";
        try
        {
            Run("ip", "netns", "add", name);
        }
        catch (InvalidOperationException error)
        {
            return "cannot make network namespaces here: " + error.Message;
        }

        try
        {
            Run("ip", "netns", "exec", name, "nft", "add table inet lab");
            return null;
        }
        catch (InvalidOperationException error)
        {
            return "cannot set rules in a network namespace here: " + error.Message;
        }
        finally
        {
            Run("ip", "netns", "delete", name);
        }
    }

    static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin").Any(directory => File.Exists(Path.Combine(directory, program)));

    static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardError.ReadToEnd() + process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
