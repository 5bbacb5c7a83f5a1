namespace Patchbay.Observation.Tests.Doctor;

static class StoryExtensions
{
    /// <summary>More, for each number from 1 on.</summary>
    public static Story Also(this Story story, int count, Action<Story, int> more)
    {
        for (var i = 1; i <= count; i++)
        {
            more(story, i);
        }

        return story;
    }

    /// <summary>More, perhaps.</summary>
    public static Story When(this Story story, bool condition, Action<Story> more)
    {
        if (condition)
        {
            more(story);
        }

        return story;
    }
}
