using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Patchbay.Linux;

namespace Patchbay;

/// <summary><c>--ready-fd N</c>: tells a starting program, on a descriptor it gave us, that every listener is open.</summary>
static class ReadyOption
{
    public static Option<int?> Create() => new("--ready-fd")
    {
        Description = "Write one JSON line to this descriptor once every listener is open.",
        HelpName = "N",
    };

    /// <summary>Writes the line and, by not writing more, leaves the descriptor to be closed with the process.</summary>
    public static void Tell<T>(int? descriptor, string name, T data, JsonTypeInfo<JsonEnvelope<T>> type)
    {
        if (descriptor is null)
        {
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new UserError(ExitCode.Unsupported, "--ready-fd needs Linux", "--json=lines says the same on stdout.");
        }

        try
        {
            using var stream = new DescriptorStream(descriptor.Value, FileAccess.Write);
            stream.Write([.. JsonSerializer.SerializeToUtf8Bytes(new JsonEnvelope<T>(name, data), type), (byte)'\n']);
        }
        catch (IOException error)
        {
            throw new UserError(ExitCode.Usage, $"--ready-fd {descriptor}: {error.Message.TrimEnd('.')}", "Open it before the start, for example: 3>ready.json", error);
        }
    }
}
