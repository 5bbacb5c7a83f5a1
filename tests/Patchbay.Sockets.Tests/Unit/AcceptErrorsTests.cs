using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Unit;

public sealed class AcceptErrorsTests
{
    [Theory]
    [InlineData(24, nameof(AcceptError.BackOff))] // EMFILE
    [InlineData(23, nameof(AcceptError.BackOff))] // ENFILE
    [InlineData(105, nameof(AcceptError.BackOff))] // ENOBUFS
    [InlineData(12, nameof(AcceptError.BackOff))] // ENOMEM
    [InlineData(103, nameof(AcceptError.Transient))] // ECONNABORTED
    [InlineData(4, nameof(AcceptError.Transient))] // EINTR
    [InlineData(11, nameof(AcceptError.Transient))] // EAGAIN
    [InlineData(113, nameof(AcceptError.Transient))] // EHOSTUNREACH
    [InlineData(22, nameof(AcceptError.Fatal))] // EINVAL: not listening
    [InlineData(9, nameof(AcceptError.Fatal))] // EBADF
    public void Each_errno_of_accept_has_its_tier(int errno, string tier) => Assert.Equal(tier, AcceptErrors.Classify(errno).ToString());

    [Fact]
    public void Pauses_double_up_to_a_second()
    {
        var pauses = new List<TimeSpan>();
        for (var pause = AcceptErrors.NextPause(TimeSpan.Zero); pauses.Count < 12; pause = AcceptErrors.NextPause(pause))
        {
            pauses.Add(pause);
        }

        Assert.Equal(5, pauses[0].TotalMilliseconds);
        Assert.Equal(10, pauses[1].TotalMilliseconds);
        Assert.Equal(AcceptErrors.LongestPause, pauses[^1]);
        Assert.Equal(pauses.Order(), pauses);
    }

    [Fact]
    public void An_errno_keeps_its_meaning_on_the_way_through_System_Net_Sockets()
    {
        foreach (var errno in new[] { 4, 11, 13, 22, 32, 98, 99, 101, 103, 104, 105, 110, 111, 113, 125 })
        {
            Assert.Equal(errno, SocketErrors.Of(SocketErrors.ToException(errno)));
        }

        Assert.Equal(SocketError.SocketError, SocketErrors.ToSocketError(4000));
    }
}
