using System.Globalization;

namespace Patchbay.Observation;

/// <summary>The users of /etc/passwd (passwd(5)), read once. Users of a directory service appear by number. Thread-safe.</summary>
public static class UserNames
{
    static readonly Lazy<Dictionary<uint, string>> Users = new(Read);

    /// <summary>The name, or the number as text when it has none.</summary>
    public static string Of(uint user) => Users.Value.TryGetValue(user, out var name) ? name : user.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number; null when there is no such user.</summary>
    public static uint? Find(string name)
    {
        foreach (var (number, known) in Users.Value)
        {
            if (known == name)
            {
                return number;
            }
        }

        return null;
    }

    static Dictionary<uint, string> Read()
    {
        var users = new Dictionary<uint, string>();
        try
        {
            foreach (var line in File.ReadLines("/etc/passwd"))
            {
                // name:password:uid:…
                var fields = line.Split(':');
                if (fields.Length > 2 && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out var number))
                {
                    users.TryAdd(number, fields[0]);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Numbers will do.
        }

        return users;
    }
}
