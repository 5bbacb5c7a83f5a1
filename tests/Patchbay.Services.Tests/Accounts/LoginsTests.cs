using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Services.Accounts;

namespace Patchbay.Services.Tests.Accounts;

public sealed class LoginsTests : IDisposable
{
    static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.2");

    readonly TemporaryFolder _folder = new();
    readonly ManualTime _time = new();
    readonly UserStore _store;
    readonly Logins _logins;

    public LoginsTests()
    {
        _store = new UserStore(_folder.Path);
        _store.Add("ann", "secret", ServiceRights.Parse("chat,web=read"));
        _logins = new Logins(_store, NullLogger.Instance, new LoginLimits { MaxFailures = 3, Lockout = TimeSpan.FromMinutes(10) }, _time);
    }

    [Fact]
    public async Task The_right_password_gets_in_where_the_user_has_a_right()
    {
        var accepted = await _logins.CheckAsync("ann", "secret", "chat", Here);
        Assert.Equal((LoginOutcome.Accepted, "ann"), (accepted.Outcome, accepted.User?.Name));
        Assert.Equal(LoginOutcome.NotPermitted, (await _logins.CheckAsync("ann", "secret", "files", Here)).Outcome);
    }

    [Theory]
    [InlineData("ann", "Secret")]
    [InlineData("bob", "secret")]
    [InlineData("", "")]
    public async Task A_wrong_password_and_an_unknown_user_are_answered_alike_and_late(string name, string password)
    {
        var login = _logins.CheckAsync(name, password, "chat", Here);
        await _time.UntilSomebodyWaitsAsync(TimeSpan.FromMilliseconds(250));
        Assert.False(login.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(new LoginResult(LoginOutcome.Wrong, null, TimeSpan.Zero), await login);
    }

    [Fact]
    public async Task Guessing_makes_the_address_wait_longer_each_time_and_then_refuses_it_for_a_time()
    {
        foreach (var delay in new[] { 250, 500, 1000 })
        {
            await FailAsync(Here, TimeSpan.FromMilliseconds(delay));
        }

        var refused = await _logins.CheckAsync("ann", "secret", "chat", Here);
        Assert.Equal(LoginOutcome.Refused, refused.Outcome);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.Equal(LoginOutcome.Accepted, (await _logins.CheckAsync("ann", "secret", "chat", Elsewhere)).Outcome);

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(LoginOutcome.Accepted, (await _logins.CheckAsync("ann", "secret", "chat", Here)).Outcome);
    }

    [Fact]
    public async Task The_right_password_forgets_the_failures_before()
    {
        await FailAsync(Here, TimeSpan.FromMilliseconds(250));
        await FailAsync(Here, TimeSpan.FromMilliseconds(500));
        Assert.Equal(LoginOutcome.Accepted, (await _logins.CheckAsync("ann", "secret", "chat", Here)).Outcome);
        await FailAsync(Here, TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task Guesses_sent_side_by_side_wait_for_one_another()
    {
        var guesses = Enumerable.Range(0, 5).Select(i => _logins.CheckAsync("ann", $"guess{i}", "chat", Here)).ToList();
        foreach (var delay in new[] { 250, 500, 1000 })
        {
            await _time.UntilSomebodyWaitsAsync(TimeSpan.FromMilliseconds(delay));
            _time.Advance(TimeSpan.FromMilliseconds(delay));
        }

        var results = await Task.WhenAll(guesses).WaitAsync(ChildProcess.Limit);
        Assert.Equal(3, results.Count(static result => result.Outcome == LoginOutcome.Wrong));
        Assert.Equal(2, results.Count(static result => result.Outcome == LoginOutcome.Refused));
    }

    [Fact]
    public async Task More_than_a_bounded_number_of_waiting_guesses_is_refused_at_once()
    {
        using var gone = new CancellationTokenSource();
        var guesses = Enumerable.Range(0, 16).Select(i => _logins.CheckAsync("ann", $"guess{i}", "chat", Here, gone.Token)).ToList();
        Assert.Equal(LoginOutcome.Refused, (await _logins.CheckAsync("ann", "one more", "chat", Here)).Outcome);
        await gone.CancelAsync();
        foreach (var guess in guesses)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => guess);
        }

        Assert.Equal(LoginOutcome.Accepted, (await _logins.CheckAsync("ann", "secret", "chat", Elsewhere)).Outcome);
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_customer_count_as_one_and_a_mapped_address_as_IPv4()
    {
        await FailAsync(IPAddress.Parse("2001:db8::1"), TimeSpan.FromMilliseconds(250));
        await FailAsync(IPAddress.Parse("2001:db8::ffff:1"), TimeSpan.FromMilliseconds(500));
        await FailAsync(IPAddress.Parse("2001:db8:0:1::1"), TimeSpan.FromMilliseconds(250));
        await FailAsync(Here, TimeSpan.FromMilliseconds(250));
        await FailAsync(Here.MapToIPv6(), TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A_remembered_password_does_not_outlive_its_change()
    {
        Assert.Equal(LoginOutcome.Accepted, (await _logins.CheckAsync("ann", "secret", "chat", Here)).Outcome);
        _store.SetPassword("ann", "other");
        var old = _logins.CheckAsync("ann", "secret", "chat", Here);
        await _time.UntilSomebodyWaitsAsync(TimeSpan.FromMilliseconds(250));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(LoginOutcome.Wrong, (await old).Outcome);
        Assert.Equal(LoginOutcome.Accepted, (await _logins.CheckAsync("ann", "other", "chat", Here)).Outcome);
    }

    async Task FailAsync(IPAddress from, TimeSpan delay)
    {
        var login = _logins.CheckAsync("ann", "wrong", "chat", from);
        await _time.UntilSomebodyWaitsAsync(delay);
        _time.Advance(delay);
        Assert.Equal(LoginOutcome.Wrong, (await login).Outcome);
    }

    public void Dispose()
    {
        _logins.Dispose();
        _folder.Dispose();
    }
}
