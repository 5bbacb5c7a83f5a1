using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>The configuration of a node: every key with its value and who set it. Immutable.</summary>
public sealed class NodeConfiguration
{
    /// <summary>What the names of our environment variables begin with.</summary>
    public const string EnvironmentPrefix = "PATCHBAY_";

    // Ours too, but not the node's: the scripts' switches and the launcher's.
    static readonly string[] ForeignVariables = ["PATCHBAY_SLOW", "PATCHBAY_COMMAND", "PATCHBAY_TEST_", "PATCHBAY_BENCH_"];

    readonly Dictionary<string, ConfigurationValue> _values;

    NodeConfiguration(ConfigurationSchema schema, Dictionary<string, ConfigurationValue> values)
    {
        _values = values;
        Values = [.. schema.Keys.Select(key => values[key.Name])];
    }

    /// <summary>Every key, set or not.</summary>
    public IReadOnlyList<ConfigurationValue> Values { get; }

    /// <summary>The value of a known key.</summary>
    public ConfigurationValue this[string key] => _values[key];

    /// <summary>Reads the sources and checks every key and value.</summary>
    /// <exception cref="ConfigurationException">A file is missing or no JSON, a key is unknown, or a value is none of its key.</exception>
    public static NodeConfiguration Load(ConfigurationSchema schema, ConfigurationSources sources)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(sources);
        var values = schema.Keys.ToDictionary(static key => key.Name, static key => new ConfigurationValue(key, key.Default, ConfigurationValue.DefaultOrigin));
        foreach (var layer in new[] { ReadFile(sources.File), ReadEnvironment(schema, sources.Environment ?? System.Environment.GetEnvironmentVariables()), ReadSettings(sources.Settings) })
        {
            foreach (var group in layer.GroupBy(entry => schema.Get(entry.Key, entry.Origin)))
            {
                values[group.Key.Name] = Check(group.Key, [.. group.Select(static entry => entry.Value)], group.Last().Origin);
            }
        }

        return new NodeConfiguration(schema, values);
    }

    /// <summary>A service's own section, as the service reads it.</summary>
    public IConfiguration Section(string service)
    {
        var prefix = service + ".";
        var entries = Values
            .Where(value => value.Key.Name.StartsWith(prefix, StringComparison.Ordinal))
            .SelectMany(value => value.Key.IsList
                ? value.Values.Select((text, index) => KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"{value.Key.Name[prefix.Length..]}:{index}"), (string?)text))
                : [KeyValuePair.Create(value.Key.Name[prefix.Length..], (string?)value.Values[0])]);
        return new ConfigurationBuilder().AddInMemoryCollection(entries).Build();
    }

    /// <summary>The addresses a service listens on.</summary>
    public IReadOnlyList<Address> Listen(string service) =>
        [.. this[$"{service}.{ConfigurationSchema.Listen}"].Values.Select(static text => Address.Parse(text, AddressRole.Listen))];

    readonly record struct Entry(string Key, string Value, string Origin);

    static ConfigurationValue Check(ConfigurationKey key, IReadOnlyList<string> values, string origin)
    {
        if (!key.IsList && values.Count > 1)
        {
            // The last one wins, as a later layer does.
            values = [values[^1]];
        }

        foreach (var value in values)
        {
            try
            {
                key.Check?.Invoke(value);
            }
            catch (FormatException error)
            {
                throw new ConfigurationException($"{key.Name}: '{value}' {error.Message.TrimEnd('.')} ({origin})", $"{key.Summary} Default: {string.Join(' ', key.Default)}.");
            }
        }

        return new ConfigurationValue(key, values, origin);
    }

    static IEnumerable<Entry> ReadFile(string? named)
    {
        var path = Path.GetFullPath(named ?? ConfigurationSources.DefaultFile);
        if (!File.Exists(path))
        {
            return named is null ? [] : throw new ConfigurationException($"there is no file {named}", "--config takes the path of a JSON file.");
        }

        try
        {
            var root = new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
            return [.. root.AsEnumerable()
                .Where(static pair => pair.Value is not null)
                .OrderBy(static pair => pair.Key, ConfigurationKeyComparer.Instance)
                .Select(pair => new Entry(WithoutIndex(pair.Key), pair.Value!, named ?? ConfigurationSources.DefaultFile))];
        }
        catch (Exception error) when (error is InvalidDataException or FormatException)
        {
            var cause = error.InnerException ?? error;
            throw new ConfigurationException($"{path} is no JSON object: {(cause.InnerException ?? cause).Message}", "For example: { \"echo\": { \"listen\": [\":7007\"] } }");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} cannot be read: {error.Message}", "--config takes the path of a JSON file.");
        }
    }

    /// <summary>A JSON path as a key: <c>echo:listen:0</c> is an element of <c>echo.listen</c>.</summary>
    static string WithoutIndex(string path)
    {
        var last = path.LastIndexOf(':');
        var isElement = last > 0 && int.TryParse(path.AsSpan(last + 1), CultureInfo.InvariantCulture, out _);
        return (isElement ? path[..last] : path).Replace(':', '.');
    }

    static IEnumerable<Entry> ReadEnvironment(ConfigurationSchema schema, IDictionary environment)
    {
        var byVariable = schema.Keys.ToDictionary(static key => key.EnvironmentVariable);
        foreach (DictionaryEntry pair in environment)
        {
            var name = (string)pair.Key;
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) || ForeignVariables.Any(foreign => name.StartsWith(foreign, StringComparison.Ordinal)))
            {
                continue;
            }

            // .NET's own form separates the parts by two underscores: both are understood.
            if (!byVariable.TryGetValue(name.Replace("__", "_", StringComparison.Ordinal), out var key))
            {
                throw new ConfigurationException($"there is no key for the environment variable {name}",
                    Suggestion.For(name, byVariable.Keys) is { } near ? $"Did you mean {near}?" : "`patchbay up --print-config` shows every key; PATCHBAY_ECHO_LISTEN sets echo.listen.");
            }

            var values = key.IsList ? ((string)pair.Value!).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [(string)pair.Value!];
            foreach (var value in values)
            {
                yield return new Entry(key.Name, value, name);
            }
        }
    }

    static IEnumerable<Entry> ReadSettings(IReadOnlyList<(string Text, string Origin)> settings)
    {
        foreach (var (text, origin) in settings)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new ConfigurationException($"'{text}' sets nothing ({origin})", "The form is KEY=VALUE, for example --set echo.listen=:7008");
            }

            yield return new Entry(text[..equals], text[(equals + 1)..], $"{origin} {text}");
        }
    }
}
