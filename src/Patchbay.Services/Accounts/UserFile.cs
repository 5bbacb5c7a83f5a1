using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchbay.Services.Accounts;

/// <summary>The users on disk: one JSON document, mode 0600, replaced whole.</summary>
static class UserFile
{
    const int Version = 1;

    // A thousand users are 300 KiB.
    const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>Every user; none when there is no file.</summary>
    /// <exception cref="AccountException">The file cannot be read or is damaged.</exception>
    public static IReadOnlyList<User> Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxBytes)
            {
                throw new JsonException($"more than {MaxBytes} bytes");
            }

            var document = JsonSerializer.Deserialize(file, UserFileJson.Default.Document);
            return document?.Version == Version ? [.. document.Users.Select(ToUser)] : throw new JsonException($"not of version {Version}");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new AccountException($"the user file {path} is damaged: {error.Message.TrimEnd('.')}", "Mend it by hand, or move it away and add the users again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AccountException($"the user file {path} cannot be read: {error.Message.TrimEnd('.')}", "It belongs to the user who made it.", error);
        }
    }

    /// <summary>Replaces the file: a reader sees the old one or the new one, and after a power cut too.</summary>
    public static void Write(string path, IEnumerable<User> users)
    {
        var document = new Document(Version, [.. users.Select(static user => new Entry(user.Name, user.Password, user.Rights.ToString(), user.Created))]);
        var temporary = $"{path}.{Environment.ProcessId}.new";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(temporary, options))
            {
                JsonSerializer.Serialize(file, document, UserFileJson.Default.Document);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new AccountException($"the user file {path} cannot be written: {error.Message.TrimEnd('.')}", "--data DIR chooses another directory.", error);
        }
    }

    static User ToUser(Entry entry) =>
        UserName.IsValid(entry.Name) && PasswordHash.IsValid(entry.Password)
            ? new User(entry.Name, entry.Password, ServiceRights.Parse(entry.Rights), entry.Created)
            : throw new FormatException($"the entry of '{entry.Name}' is no user");

    internal sealed record Document(int Version, IReadOnlyList<Entry> Users);

    internal sealed record Entry(string Name, string Password, string Rights, DateTimeOffset Created);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UserFile.Document))]
sealed partial class UserFileJson : JsonSerializerContext;
