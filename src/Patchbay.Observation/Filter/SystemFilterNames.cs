using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;
using Patchbay.Linux.Packets;

namespace Patchbay.Observation;

/// <summary>The names of this machine: its resolver, /etc/services, /etc/passwd, its interfaces and control groups. Thread-safe.</summary>
public sealed class SystemFilterNames : IFilterNames
{
    const string CgroupRoot = "/sys/fs/cgroup";

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> Hosts(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public int? Port(string service) => ServicePorts.Find(service);

    /// <inheritdoc/>
    public uint? User(string name) => UserNames.Find(name);

    /// <inheritdoc/>
    public uint? Interface(string name) => OperatingSystem.IsLinux() && RawCalls.InterfaceIndex(name) is > 0 and var index ? (uint)index : null;

    /// <inheritdoc/>
    public ulong? Cgroup(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        // The number of a control group is the inode of its directory.
        var directory = path.StartsWith(CgroupRoot, StringComparison.Ordinal) ? path : CgroupRoot + "/" + path.TrimStart('/');
        return FileKind.Inode(directory);
    }
}
