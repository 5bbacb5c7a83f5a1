using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Patchbay.Probing;

/// <summary>What tells one plan from another: hosts, ports, protocol, shard. Pure.</summary>
static class PlanHash
{
    /// <summary>Bytes of a hash (SHA-256).</summary>
    public const int Length = SHA256.HashSizeInBytes;

    public static byte[] Of(ScanPlan plan, bool udp, ScanShard shard)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(udp ? 1 : 0);
        Add(shard.Number);
        Add(shard.Of);
        for (var host = 0; host < plan.Hosts.Length; host++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(plan.Hosts[host].Address + "\0" + plan.Hosts[host].Name + "\0"));
            var ports = plan.PortsOf(host);
            Add(ports.Length);
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(ports.AsSpan()));
        }

        return hash.GetHashAndReset();

        void Add(long value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }
}
