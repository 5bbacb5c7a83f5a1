namespace Patchbay.Sockets;

/// <summary>What is wrong with a header. The fields are still read as far as the bytes go: a field that is not there reads as 0.</summary>
[Flags]
public enum HeaderFaults
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The bytes end within the header.</summary>
    Truncated = 1,

    /// <summary>The version field names another protocol.</summary>
    BadVersion = 2,

    /// <summary>The header's own length is less than its smallest; it is read as the smallest.</summary>
    BadHeaderLength = 4,

    /// <summary>The length of header and payload is less than the header; everything behind the header is taken as payload.</summary>
    BadLength = 8,

    /// <summary>The length field names more bytes than are there: the capture was cut, or the packet is quoted in an ICMP error.</summary>
    PayloadCut = 16,

    /// <summary>An option has a length that cannot be; the options behind it are not read.</summary>
    BadOption = 32,
}
