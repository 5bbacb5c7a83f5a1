using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Patchbay.Services.Web;

/// <summary>Several parts of a file as one body: multipart/byteranges (RFC 9110 section 14.6).</summary>
sealed class MultipartRanges
{
    readonly byte[][] _heads;

    /// <param name="ranges">The parts, in the order asked for.</param>
    /// <param name="contentType">Of the file.</param>
    /// <param name="fileLength">In bytes.</param>
    /// <param name="boundary">What is not in the file; null for a random one, which is not in it but for a chance of 1 in 2^96.</param>
    public MultipartRanges(IReadOnlyList<ByteRange> ranges, string contentType, long fileLength, string? boundary = null)
    {
        boundary ??= Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        Ranges = ranges;
        ContentType = $"multipart/byteranges; boundary={boundary}";
        _heads = [.. ranges.Select((range, index) => Encoding.ASCII.GetBytes(
            $"{(index == 0 ? "" : "\r\n")}--{boundary}\r\nContent-Type: {contentType}\r\nContent-Range: {ContentRange(range, fileLength)}\r\n\r\n"))];
        Tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Length = _heads.Sum(static head => (long)head.Length) + ranges.Sum(static range => range.Length) + Tail.Length;
    }

    public IReadOnlyList<ByteRange> Ranges { get; }

    /// <summary>The field Content-Type of the whole.</summary>
    public string ContentType { get; }

    /// <summary>Of the whole, in bytes.</summary>
    public long Length { get; }

    /// <summary>What comes behind the last part.</summary>
    public byte[] Tail { get; }

    /// <summary>What comes before a part.</summary>
    public byte[] Head(int index) => _heads[index];

    /// <summary>The field Content-Range of one part.</summary>
    public static string ContentRange(ByteRange range, long fileLength) => string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.End}/{fileLength}");
}
