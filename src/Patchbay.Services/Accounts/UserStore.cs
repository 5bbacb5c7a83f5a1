using System.Collections.Immutable;

namespace Patchbay.Services.Accounts;

/// <summary>
/// The users of a node, in the file <c>users.json</c> of its data directory. What another process changes is seen at the next look. Members are safe
/// to call from any thread, and changes from any process.
/// </summary>
/// <param name="dataDirectory">The node's data directory; made by the first change.</param>
public sealed class UserStore(string dataDirectory)
{
    static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    readonly string _path = Path.Combine(dataDirectory, "users.json");
    readonly Lock _reading = new();
    ImmutableSortedDictionary<string, User> _users = ImmutableSortedDictionary<string, User>.Empty;
    (DateTime Written, long Length)? _seen;

    /// <summary>Every user, by name.</summary>
    /// <exception cref="AccountException">The file is damaged or cannot be read.</exception>
    public IReadOnlyList<User> Users => [.. Load().Values];

    /// <summary>The user of that name, or null.</summary>
    /// <exception cref="AccountException">The file is damaged or cannot be read.</exception>
    public User? Find(string name) => Load().GetValueOrDefault(name);

    /// <summary>Whether a user of that name could be added: to ask before a password is typed.</summary>
    /// <exception cref="AccountException">There is one of that name, or it is no name.</exception>
    public void CheckNew(string name)
    {
        UserName.Check(name);
        RequireNew(Load(), name);
    }

    /// <summary>Adds a user.</summary>
    /// <exception cref="AccountException">There is one of that name, the name or password is none, or the file cannot be written.</exception>
    public User Add(string name, string password, ServiceRights? rights = null)
    {
        UserName.Check(name);
        var user = new User(name, PasswordHash.Create(password), rights ?? ServiceRights.All, DateTimeOffset.UtcNow);
        Change(users => RequireNew(users, name).Add(name, user));
        return user;
    }

    /// <summary>Removes a user.</summary>
    /// <exception cref="AccountException">There is none of that name.</exception>
    public void Remove(string name) => Change(users => users.Remove(Require(users, name).Name));

    /// <summary>Gives a user another password.</summary>
    /// <exception cref="AccountException">There is none of that name, or the password is none.</exception>
    public void SetPassword(string name, string password)
    {
        var hash = PasswordHash.Create(password);
        Change(users => users.SetItem(name, Require(users, name) with { Password = hash }));
    }

    /// <summary>Gives a user other rights.</summary>
    /// <exception cref="AccountException">There is none of that name.</exception>
    public void SetRights(string name, ServiceRights rights) => Change(users => users.SetItem(name, Require(users, name) with { Rights = rights }));

    static User Require(ImmutableSortedDictionary<string, User> users, string name) =>
        users.GetValueOrDefault(name) ?? throw new AccountException($"there is no user {name}", Sockets.Suggestion.For(name, users.Keys) is { } near ? $"Did you mean {near}?" : "`patchbay user list` shows them.");

    static ImmutableSortedDictionary<string, User> RequireNew(ImmutableSortedDictionary<string, User> users, string name) =>
        users.ContainsKey(name) ? throw new AccountException($"there is a user {name} already", "`patchbay user passwd` gives a new password.") : users;

    ImmutableSortedDictionary<string, User> Load()
    {
        var file = new FileInfo(_path);
        (DateTime, long)? now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
        lock (_reading)
        {
            if (now != _seen)
            {
                _users = UserFile.Read(_path).ToImmutableSortedDictionary(static user => user.Name, static user => user, StringComparer.Ordinal);
                _seen = now;
            }

            return _users;
        }
    }

    void Change(Func<ImmutableSortedDictionary<string, User>, ImmutableSortedDictionary<string, User>> change)
    {
        DataDirectory.Create(dataDirectory);
        using var alone = TakeLock();
        var users = UserFile.Read(_path).ToImmutableSortedDictionary(static user => user.Name, static user => user, StringComparer.Ordinal);
        UserFile.Write(_path, change(users).Values);
    }

    /// <summary>One change at a time among all processes: the lock goes with its descriptor, also when the process is killed.</summary>
    FileStream TakeLock()
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (error is UnauthorizedAccessException || TimeProvider.System.GetElapsedTime(deadline) > LockPatience)
                {
                    throw new AccountException($"the user file {_path} cannot be changed: {error.Message.TrimEnd('.')}", "Another process may be changing it; or --data DIR chooses another directory.", error);
                }

                Thread.Sleep(10);
            }
        }
    }
}
