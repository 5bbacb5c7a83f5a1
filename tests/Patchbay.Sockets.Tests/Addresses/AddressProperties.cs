using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests;

public class AddressProperties
{
    /// <summary>PATCHBAY_FUZZ=1000000 makes these properties a long fuzzing run.</summary>
    static readonly Config Many = Config.QuickThrowOnFailure
        .WithMaxTest(int.TryParse(Environment.GetEnvironmentVariable("PATCHBAY_FUZZ"), out var count) ? count : 20_000)
        .WithQuietOnSuccess(true);

    [Fact]
    public void What_is_formatted_reads_back_as_the_same_address() =>
        Prop.ForAll(AddressGenerators.Addresses.ToArbitrary(), address =>
            Address.Parse(address.Format()) == address
            && Address.Parse(address.Format()).Format() == address.Format()
            && Address.Parse(address.Format()).GetHashCode() == address.GetHashCode())
        .Check(Many);

    [Fact]
    public void Any_text_is_an_address_that_round_trips_or_an_error_that_points_into_it() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Holds(text ?? "")).Check(Many);

    [Fact]
    public void Any_pile_of_pieces_of_the_grammar_is_an_address_that_round_trips_or_an_error_that_points_into_it() =>
        Prop.ForAll(AddressGenerators.NearlyAddresses.ToArbitrary(), Holds).Check(Many);

    [Fact]
    public void An_address_with_one_character_changed_is_an_address_that_round_trips_or_an_error_that_points_into_it() =>
        Prop.ForAll(AddressGenerators.DamagedAddresses.ToArbitrary(), Holds).Check(Many);

    /// <summary>The property says something only if its inputs reach both sides.</summary>
    [Fact]
    public void The_generated_pieces_reach_good_and_bad_addresses_of_every_kind()
    {
        var texts = AddressGenerators.NearlyAddresses.Sample(20_000);
        var good = texts.Select(text => Address.TryParse(text, out var address) ? address : null).OfType<Address>().ToList();

        Assert.InRange(good.Count, 500, 19_500);
        Assert.Equal(Enum.GetValues<AddressKind>(), good.Select(address => address.Kind).Distinct().Order());
    }

    static bool Holds(string text) => Holds(text, AddressRole.Connect) && Holds(text, AddressRole.Listen);

    static bool Holds(string text, AddressRole role)
    {
        try
        {
            var address = Address.Parse(text, role);
            return Address.Parse(address.Format()) == address && Address.Parse(address.Format(), AddressRole.Connect) == address;
        }
        catch (AddressFormatException error) when (error.Text == text)
        {
            var lines = AddressDiagnostic.Render(error).Split('\n');
            return error.Column >= 0 && error.Column <= text.Length
                && error.Message.Length is > 0 and < 200 && error.Hint.Length is > 0 and < 400 && !error.Message.Contains('\n', StringComparison.Ordinal)
                && lines.Length == 3 && lines[1].Trim() == "^";
        }
    }
}
