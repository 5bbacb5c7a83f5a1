using System.Text;

namespace Patchbay.Observation;

/// <summary>A word of a line.</summary>
/// <param name="Bytes">What it says, as UTF-8.</param>
/// <param name="IsQuoted">It stood in quotes.</param>
readonly record struct StepWord(byte[] Bytes, bool IsQuoted)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public override string ToString() => Text;
}
