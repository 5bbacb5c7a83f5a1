using Patchbay.Services.Daytime;

namespace Patchbay.Services.Tests.Daytime;

public class DaytimeTests
{
    static readonly DateTimeOffset Moment = new(1982, 2, 22, 9, 37, 43, TimeSpan.FromHours(-8));

    [Fact]
    public void The_line_is_in_UTC_and_ends_with_CR_LF() => Assert.Equal("Monday, February 22, 1982 17:37:43-UTC\r\n", DaytimeText.Format(Moment));

    [Fact]
    public async Task A_client_that_says_nothing_gets_one_line_and_FIN()
    {
        await using var daytime = await RunningStream.StartAsync(DaytimeService.Create(new Clock()));
        using var client = await PeerSocket.ConnectAsync(daytime.EndPoint);
        Assert.Equal(DaytimeText.Format(Moment), await client.ReceiveTextToEndAsync());
    }

    [Fact]
    public async Task What_the_client_sends_does_not_destroy_the_line()
    {
        await using var daytime = await RunningStream.StartAsync(DaytimeService.Create(new Clock()));
        using var client = await PeerSocket.ConnectAsync(daytime.EndPoint);
        await client.SendAsync(new byte[100]);
        Assert.Equal(DaytimeText.Format(Moment), await client.ReceiveTextToEndAsync());
    }

    sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Moment;
    }
}
