using System.Globalization;

namespace Patchbay.Observation;

/// <summary>Reads /etc/services (services(5)): <c>name port/protocol aliases… # remark</c>.</summary>
static class ServicesFile
{
    /// <summary>The lines; none where there is no such file.</summary>
    public static IEnumerable<ServicesLine> Read()
    {
        try
        {
            return Parse(File.ReadAllText("/etc/services"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The lines of a text; what is no such line is left out.</summary>
    public static IEnumerable<ServicesLine> Parse(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2 && fields[1].Split('/') is [var number, var protocol] && ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                yield return new(fields[0], port, protocol, fields[2..]);
            }
        }
    }
}
