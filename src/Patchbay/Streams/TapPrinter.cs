using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Patchbay.Services.Patch;

namespace Patchbay;

/// <summary><c>--tap</c>: what passes, on stderr. A line tells the patch, the direction, the time and the count; what was said follows indented.</summary>
/// <param name="error">Where to; thread-safe.</param>
/// <param name="asHex">Hexadecimal, else text.</param>
/// <param name="clock">The time of day.</param>
sealed class TapPrinter(TextWriter error, bool asHex, TimeProvider clock)
{
    readonly ConcurrentDictionary<(int, PatchSide), long> _offsets = new();

    public void Show(int number, PatchSide speaker, ReadOnlySequence<byte> bytes)
    {
        var offset = _offsets.AddOrUpdate((number, speaker), bytes.Length, (_, offset) => offset + bytes.Length) - bytes.Length;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"#{number} {(speaker == PatchSide.A ? "A > B" : "A < B")} {clock.GetLocalNow():HH:mm:ss.ffffff} {PatchWords.Bytes(bytes.Length)}\n");
        var piece = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        if (asHex)
        {
            TapText.AppendHex(text, piece, offset);
        }
        else
        {
            TapText.AppendText(text, piece);
        }

        // One write a piece: two directions do not mix.
        error.Write(text.ToString());
    }

    /// <summary>Nothing more comes of that patch.</summary>
    public void Forget(int number)
    {
        _offsets.TryRemove((number, PatchSide.A), out _);
        _offsets.TryRemove((number, PatchSide.B), out _);
    }
}
