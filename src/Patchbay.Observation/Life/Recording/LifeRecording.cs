using System.Text;
using System.Text.Json;

namespace Patchbay.Observation;

/// <summary>A recording that was read.</summary>
/// <param name="Subject">What was recorded.</param>
/// <param name="Began">When.</param>
/// <param name="Events">In the order in which they were recorded.</param>
/// <param name="IsCut">The last line is incomplete: the recorder was cut off.</param>
public sealed record LifeRecording(string Subject, DateTimeOffset Began, IReadOnlyList<LifeEvent> Events, bool IsCut)
{
    // Far more than an event has; a file that is something else ends the reading soon.
    const int MostLine = 1 << 20;
    const int MostEvents = 5_000_000;

    /// <summary>Reads a recording.</summary>
    /// <param name="input">What <see cref="LifeRecorder"/> wrote.</param>
    /// <exception cref="FormatException">It is none, or of a later version; the message is a clause that names the line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LifeRecording Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        (string Subject, DateTimeOffset Began)? heading = null;
        List<LifeEvent> events = [];
        var isCut = false;
        foreach (var (line, number, isLast) in Lines(input))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                var (name, data) = Open(document.RootElement);
                if (heading is null)
                {
                    heading = name == LifeRecorder.Heading ? Heading(data) : throw new FormatException("it does not begin as a recording does");
                }
                else if (LifeEventReader.Read(name, data) is { } one)
                {
                    events.Add(events.Count < MostEvents ? one : throw new FormatException($"more than {MostEvents} events"));
                }
            }
            catch (Exception error) when (isLast && heading is not null && error is JsonException)
            {
                isCut = true;
            }
            catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
            {
                throw new FormatException($"line {number}: {(error is FormatException ? error.Message : "no JSON")}", error);
            }
        }

        return heading is { } told ? new LifeRecording(told.Subject, told.Began, events, isCut) : throw new FormatException("it is empty");
    }

    static (string Name, JsonElement Data) Open(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("v", out var version) || version.ValueKind != JsonValueKind.Number || !root.TryGetProperty("event", out var name)
            || name.ValueKind != JsonValueKind.String || !root.TryGetProperty("data", out var data))
        {
            throw new FormatException("no event of a recording");
        }

        return version.TryGetInt32(out var number) && number == LifeRecorder.Version
            ? (name.GetString()!, data) : throw new FormatException($"of version {version.GetRawText()}, and this program reads version {LifeRecorder.Version}");
    }

    static (string, DateTimeOffset) Heading(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty("subject", out var subject) && subject.ValueKind == JsonValueKind.String
        && data.TryGetProperty("began", out var began) && began.ValueKind == JsonValueKind.String && began.TryGetDateTimeOffset(out var time)
            ? (subject.GetString()!, time) : throw new FormatException("its heading is damaged");

    static IEnumerable<(string Line, int Number, bool IsLast)> Lines(Stream input)
    {
        using var reader = new StreamReader(input, Encoding.UTF8);
        var line = new StringBuilder();
        var buffer = new char[32 * 1024];
        var number = 1;
        int count;
        while ((count = reader.Read(buffer)) > 0)
        {
            var start = 0;
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] != '\n')
                {
                    continue;
                }

                yield return (line.Append(buffer, start, i - start).ToString(), number++, false);
                line.Clear();
                start = i + 1;
            }

            if (line.Append(buffer, start, count - start).Length > MostLine)
            {
                throw new FormatException($"line {number}: longer than any event");
            }
        }

        if (line.Length > 0)
        {
            yield return (line.ToString(), number, true);
        }
    }
}
