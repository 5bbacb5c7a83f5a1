using System.Text;
using Patchbay.Linux;

namespace Patchbay;

/// <summary>The program's three streams. Tests bring their own.</summary>
sealed class ProgramIo
{
    public required Stream Input { get; init; }

    /// <summary>Data only.</summary>
    public required Stream Output { get; init; }

    /// <summary>Everything that is not data. Thread-safe.</summary>
    public required TextWriter Error { get; init; }

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public static ProgramIo OfThisProcess() => new()
    {
        // Console's own output stream swallows EPIPE, and FileStream keeps a file offset of its own: both lose bytes silently.
        Input = OperatingSystem.IsLinux() ? new DescriptorStream(0, FileAccess.Read) : Console.OpenStandardInput(),
        Output = OperatingSystem.IsLinux() ? new DescriptorStream(1, FileAccess.Write) : Console.OpenStandardOutput(),
        Error = TextWriter.Synchronized(Unbuffered(OperatingSystem.IsLinux() ? new DescriptorStream(2, FileAccess.Write) : Console.OpenStandardError())),
        InputIsTerminal = OperatingSystem.IsLinux() ? Terminal.Is(0) : !Console.IsInputRedirected,
        OutputIsTerminal = OperatingSystem.IsLinux() ? Terminal.Is(1) : !Console.IsOutputRedirected,
        ErrorIsTerminal = OperatingSystem.IsLinux() ? Terminal.Is(2) : !Console.IsErrorRedirected,
    };

    static StreamWriter Unbuffered(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };
}
