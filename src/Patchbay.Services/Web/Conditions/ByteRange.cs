namespace Patchbay.Services.Web;

/// <summary>A part of a file.</summary>
/// <param name="Start">Its first byte, from 0.</param>
/// <param name="Length">How many; at least 1.</param>
readonly record struct ByteRange(long Start, long Length)
{
    /// <summary>Its last byte.</summary>
    public long End => Start + Length - 1;
}
