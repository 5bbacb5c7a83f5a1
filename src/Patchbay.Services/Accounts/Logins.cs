using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Patchbay.Services.Accounts;

/// <summary>
/// How services ask who somebody is. Hashing runs beside the caller, two at a time; what was right is remembered for some minutes, so that protocols
/// which send the password each time cost one hash. Members are safe to call from any thread.
/// </summary>
public sealed class Logins : IDisposable
{
    const int HashesAtOnce = 2, MostRemembered = 1000;
    static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    // An unknown user costs what a known one does: the time does not tell which names exist.
    static readonly Lazy<string> NobodysPassword = new(static () => PasswordHash.Create(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    readonly UserStore _store;
    readonly ILogger _logger;
    readonly TimeProvider _clock;
    readonly LoginTurns _turns = new();
    readonly SemaphoreSlim _hashing = new(HashesAtOnce);
    readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    readonly Dictionary<string, (byte[] Proof, long At)> _remembered = [];
    bool _isFileDamaged;

    /// <summary>Logins against a store.</summary>
    /// <param name="store">The users.</param>
    /// <param name="logger">Hears of refusals, and of a damaged file once.</param>
    /// <param name="limits">Null for the defaults.</param>
    /// <param name="clock">Null for the system's.</param>
    public Logins(UserStore store, ILogger logger, LoginLimits? limits = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(logger);
        _store = store;
        _logger = logger;
        _clock = clock ?? TimeProvider.System;
        Guard = new LoginGuard(limits ?? new LoginLimits(), _clock);
    }

    /// <summary>What slows guessing.</summary>
    public LoginGuard Guard { get; }

    /// <summary>The users, for what is no login: a user's rights later on, or who there is.</summary>
    public UserStore Store => _store;

    /// <summary>Checks a name and a password. A wrong one is answered late, see <see cref="LoginGuard"/>.</summary>
    /// <param name="name">The user.</param>
    /// <param name="password">The password. Never logged.</param>
    /// <param name="service">The service that asks: the user must have a right to it.</param>
    /// <param name="from">Where the client is; null on a Unix socket.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    public async Task<LoginResult> CheckAsync(string name, string password, string service, IPAddress? from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(password);
        if (Guard.RefusedFor(from) is { Ticks: > 0 } left)
        {
            return new(LoginOutcome.Refused, null, left);
        }

        var user = Find(name);
        if (user is null || !IsRemembered(user, password))
        {
            using var turn = await _turns.TakeAsync(from, cancellationToken);
            if (turn is null || Guard.RefusedFor(from) > TimeSpan.Zero)
            {
                return new(LoginOutcome.Refused, null, turn is null ? TimeSpan.FromSeconds(1) : Guard.RefusedFor(from));
            }

            if (!await IsRightAsync(user, password, cancellationToken))
            {
                var delay = Guard.Failed(from);
                _logger.LogInformation("A login to {Service} from {From} failed", service, from);
                await Task.Delay(delay, _clock, cancellationToken);
                return new(LoginOutcome.Wrong, null, TimeSpan.Zero);
            }

            Remember(user!, password);
        }

        Guard.Succeeded(from);
        return user!.Rights.For(service) == AccessLevel.None ? new(LoginOutcome.NotPermitted, null, TimeSpan.Zero) : new(LoginOutcome.Accepted, user, TimeSpan.Zero);
    }

    /// <summary>Lets go of what it holds.</summary>
    public void Dispose() => _hashing.Dispose();

    async Task<bool> IsRightAsync(User? user, string password, CancellationToken cancellationToken)
    {
        await _hashing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => PasswordHash.Verify(password, user?.Password ?? NobodysPassword.Value), CancellationToken.None) && user is not null;
        }
        finally
        {
            _hashing.Release();
        }
    }

    User? Find(string name)
    {
        try
        {
            var user = _store.Find(name);
            _isFileDamaged = false;
            return user;
        }
        catch (AccountException error)
        {
            if (!_isFileDamaged)
            {
                _isFileDamaged = true;
                _logger.LogError("Nobody can log in: {Reason}", error.Message);
            }

            return null;
        }
    }

    // Bound to the stored hash: a changed password forgets the old one.
    byte[] Proof(User user, string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{user.Name}\n{user.Password}\n{password}"));

    bool IsRemembered(User user, string password)
    {
        lock (_remembered)
        {
            return _remembered.TryGetValue(user.Name, out var known) && _clock.GetElapsedTime(known.At) < Remembered
                && CryptographicOperations.FixedTimeEquals(known.Proof, Proof(user, password));
        }
    }

    void Remember(User user, string password)
    {
        lock (_remembered)
        {
            if (_remembered.Count >= MostRemembered)
            {
                _remembered.Clear();
            }

            _remembered[user.Name] = (Proof(user, password), _clock.GetTimestamp());
        }
    }
}
