using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Patchbay.Services.Web;

/// <summary>What tells one state of a file from another (RFC 9110 section 8.8).</summary>
/// <param name="EntityTag">A strong tag, in its quotes.</param>
/// <param name="LastModified">In whole seconds, as the field has it.</param>
readonly record struct Validators(string EntityTag, DateTimeOffset LastModified)
{
    /// <summary>Those of a file.</summary>
    /// <param name="stamp">Another number for each state.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="modifiedTicks">In UTC ticks.</param>
    public static Validators Of(ulong stamp, long length, long modifiedTicks) => new(
        string.Create(CultureInfo.InvariantCulture, $"\"{stamp:x}-{length:x}\""),
        new DateTimeOffset(Math.Clamp(modifiedTicks - (modifiedTicks % TimeSpan.TicksPerSecond), DateTimeOffset.UnixEpoch.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero));

    /// <summary>The field Last-Modified.</summary>
    public string LastModifiedText => HeaderUtilities.FormatDate(LastModified);
}
