using System.Buffers.Binary;

namespace Patchbay.Observation;

/// <summary>A port with its two bytes exchanged.</summary>
static class ByteOrderRule
{
    // Ports people write in programs, none of which is its own mirror image or that of another.
    static readonly int[] Known = [21, 22, 23, 25, 53, 80, 110, 143, 443, 465, 587, 993, 995, 1883, 3000, 3306, 5000, 5432, 5672, 6379, 7007, 8000, 8080, 8443, 8888, 9000, 9090, 27017];

    public static DoctorRule Rule { get; } = new()
    {
        Number = 20,
        Name = "byte-order",
        Title = "a port number with its bytes exchanged",
        Why = "Addresses carry ports in network order: without htons(3) 8080 becomes 36895, and the server listens where nobody looks.",
        Mend = "htons(port) when filling a sockaddr, ntohs(port) when reading one; the same for lengths in one's own protocol.",
        InHistory = history => history.Calls
            .Where(static call => call.Name is "bind" or "connect" && call.Address is { } end && IsSwapped(end.Port))
            .DistinctBy(static call => (call.ProcessId, call.Address))
            .Select(call => new Sign($"{history.Who(call.ProcessId)}: {call.Name} to port {call.Address!.Value.Port}, which is {BinaryPrimitives.ReverseEndianness(call.Address.Value.Port)} with its bytes exchanged", call.ProcessId, $"port {call.Address.Value.Port}")),
    };

    static bool IsSwapped(ushort port) => port > 1023 && Array.IndexOf(Known, port) < 0 && Array.IndexOf(Known, BinaryPrimitives.ReverseEndianness(port)) >= 0;
}
