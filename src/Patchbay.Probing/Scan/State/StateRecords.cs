using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Numerics;
using System.Text;

namespace Patchbay.Probing;

/// <summary>
/// The records of a state file as bytes: length (2, little-endian), CRC-32C of what follows (4), kind (1), fields. A record that was cut or damaged is told from a whole one, and with it
/// everything behind it counts as not written. Pure.
/// </summary>
static class StateRecords
{
    const int Frame = 6;
    const int MostText = 4096;

    /// <summary>Appends a record.</summary>
    public static void Write(IBufferWriter<byte> output, StateRecord record)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            Write(writer, record);
        }

        var body = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        var span = output.GetSpan(Frame + body.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(span, checked((ushort)body.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(span[2..], Sum(body));
        body.CopyTo(span[Frame..]);
        output.Advance(Frame + body.Length);
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="bytes">The rest of the file; moved behind the record.</param>
    /// <returns>Null at the end, or at a record that was cut or damaged: <paramref name="bytes"/> stays before it.</returns>
    public static StateRecord? Read(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Frame || BinaryPrimitives.ReadUInt16LittleEndian(bytes) is var length && (length == 0 || bytes.Length < Frame + length))
        {
            return null;
        }

        var body = bytes.Slice(Frame, length);
        if (Sum(body) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]))
        {
            return null;
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(body.ToArray()), Encoding.UTF8);
            var record = Read(reader);
            if (record is not null)
            {
                bytes = bytes[(Frame + length)..];
            }

            return record;
        }
        catch (Exception error) when (error is IOException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    static void Write(BinaryWriter writer, StateRecord record)
    {
        switch (record)
        {
            case StateRecord.OfPlan plan:
                writer.Write((byte)1);
                writer.Write(plan.Hash.AsSpan());
                break;
            case StateRecord.OfName name:
                writer.Write((byte)2);
                writer.Write(name.Text);
                // More addresses than this has no name that somebody scans.
                var addresses = name.Addresses.Take(1000).ToList();
                writer.Write((ushort)addresses.Count);
                addresses.ForEach(address => Write(writer, address));
                break;
            case StateRecord.OfHost { Finding: var host }:
                writer.Write((byte)3);
                writer.Write(host.Host);
                writer.Write(host.IsUp);
                writer.Write((byte)host.Reason);
                writer.Write(host.RoundTrip.Ticks);
                Write(writer, host.Reporter);
                break;
            case StateRecord.OfPort { Finding: var port }:
                writer.Write((byte)4);
                writer.Write(port.Host);
                writer.Write(port.Port);
                writer.Write((byte)port.State);
                writer.Write((byte)port.Reason);
                writer.Write(port.Tries);
                writer.Write(port.RoundTrip.Ticks);
                writer.Write(port.TimeToLive);
                writer.Write(port.Errno);
                Write(writer, port.Reporter);
                break;
            case StateRecord.OfService service:
                writer.Write((byte)5);
                writer.Write(service.Host);
                writer.Write(service.Port);
                Write(writer, service.Finding.Name);
                writer.Write((byte)service.Finding.Evidence);
                writer.Write(service.Finding.IsTls);
                Write(writer, service.Finding.Product);
                Write(writer, service.Finding.Version);
                Write(writer, service.Finding.Info);
                var facts = service.Finding.Facts.Take(8).ToList();
                writer.Write((byte)facts.Count);
                foreach (var (key, value) in facts)
                {
                    Write(writer, key);
                    Write(writer, value);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(record));
        }
    }

    static StateRecord? Read(BinaryReader reader) => reader.ReadByte() switch
    {
        1 when reader.ReadBytes(PlanHash.Length) is { Length: PlanHash.Length } hash => new StateRecord.OfPlan([.. hash]),
        2 => new StateRecord.OfName(reader.ReadString(), ReadAddresses(reader)),
        3 => new StateRecord.OfHost(new HostFinding(reader.ReadInt32(), reader.ReadBoolean(), ReadReason(reader), new TimeSpan(reader.ReadInt64()), ReadAddress(reader))),
        4 => ReadPort(reader),
        5 => new StateRecord.OfService(reader.ReadInt32(), reader.ReadUInt16(), ReadService(reader)),
        _ => null,
    };

    static StateRecord.OfPort ReadPort(BinaryReader reader)
    {
        var (host, port, state) = (reader.ReadInt32(), reader.ReadUInt16(), (PortState)reader.ReadByte());
        if (state > PortState.Unknown)
        {
            throw new FormatException();
        }

        var (reason, tries, roundTrip, ttl, errno) = (ReadReason(reader), reader.ReadByte(), new TimeSpan(reader.ReadInt64()), reader.ReadByte(), reader.ReadInt32());
        return new StateRecord.OfPort(new PortFinding(host, port, state, reason, tries, roundTrip, ReadAddress(reader), ttl, errno));
    }

    static ServiceFinding ReadService(BinaryReader reader)
    {
        var (name, evidence, tls) = (ReadText(reader) ?? "", (ServiceEvidence)reader.ReadByte(), reader.ReadBoolean());
        var (product, version, info) = (ReadText(reader), ReadText(reader), ReadText(reader));
        Dictionary<string, string> facts = [];
        for (var left = reader.ReadByte(); left > 0; left--)
        {
            facts[ReadText(reader) ?? ""] = ReadText(reader) ?? "";
        }

        return evidence <= ServiceEvidence.Handshake ? new ServiceFinding(name, evidence, tls, product, version, info, facts) : throw new FormatException();
    }

    static ProbeReason ReadReason(BinaryReader reader) => (ProbeReason)reader.ReadByte() is var reason && reason <= ProbeReason.NotFinished ? reason : throw new FormatException();

    static ImmutableArray<IPAddress> ReadAddresses(BinaryReader reader)
    {
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        for (int left = reader.ReadUInt16(); left > 0; left--)
        {
            addresses.Add(ReadAddress(reader) ?? throw new FormatException());
        }

        return addresses.DrainToImmutable();
    }

    static void Write(BinaryWriter writer, IPAddress? address)
    {
        var bytes = address?.GetAddressBytes() ?? [];
        writer.Write((byte)bytes.Length);
        writer.Write(bytes);
        if (bytes.Length == 16)
        {
            writer.Write((uint)address!.ScopeId);
        }
    }

    static IPAddress? ReadAddress(BinaryReader reader) => reader.ReadByte() switch
    {
        0 => null,
        4 => new IPAddress(Exactly(reader, 4)),
        16 => new IPAddress(Exactly(reader, 16), reader.ReadUInt32()),
        _ => throw new FormatException(),
    };

    static byte[] Exactly(BinaryReader reader, int count) => reader.ReadBytes(count) is var bytes && bytes.Length == count ? bytes : throw new EndOfStreamException();

    // Null is told from nothing; what servers say is cut before a record becomes too long.
    static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text.Length <= MostText / 4 ? text : text[..(MostText / 4)]);
        }
    }

    static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return ~sum;
    }
}
