/** A noun of the world and the Unicode short names of the art that draws it. */
export interface Noun {
  slug: string;
  text: string;
  category: Category | undefined;
  art: readonly string[];
}
export type Category = 'animal' | 'plant' | 'food' | 'vehicle' | 'building' | 'clothing' | 'instrument';

/** text | category | art names; the art names are the slug when absent. */
const TABLE = `
dog|animal|dog,dog-face
cat|animal|cat,cat-face
monkey|animal|monkey,monkey-face
gorilla|animal
wolf|animal
fox|animal
raccoon|animal
lion|animal
tiger|animal|tiger,tiger-face
leopard|animal
horse|animal|horse,horse-face
unicorn|animal
zebra|animal
deer|animal
cow|animal|cow,cow-face
pig|animal|pig,pig-face
sheep|animal|ewe
goat|animal
camel|animal
llama|animal
giraffe|animal
elephant|animal
rhinoceros|animal
hippopotamus|animal
mouse|animal|mouse,mouse-face
rabbit|animal|rabbit,rabbit-face
chipmunk|animal
hedgehog|animal
bat|animal
bear|animal
polar bear|animal
koala|animal
panda|animal
sloth|animal
kangaroo|animal
turkey|animal
rooster|animal
chick|animal|front-facing-baby-chick,baby-chick
penguin|animal
dove|animal
eagle|animal
duck|animal
swan|animal
owl|animal
flamingo|animal
peacock|animal
parrot|animal
frog|animal
crocodile|animal
turtle|animal
lizard|animal
snake|animal
dragon|animal|dragon,dragon-face
dinosaur|animal|sauropod,t-rex
whale|animal|whale,spouting-whale
dolphin|animal
fish|animal
tropical fish|animal
shark|animal
octopus|animal
shell||spiral-shell
crab|animal
lobster|animal
shrimp|animal
squid|animal
snail|animal
butterfly|animal
ant|animal
bee|animal|honeybee
ladybug|animal|lady-beetle
spider|animal
scorpion|animal
rose|plant
sunflower|plant
tulip|plant
hibiscus|plant
palm tree|plant
pine tree|plant|evergreen-tree
tree|plant|deciduous-tree
cactus|plant
clover|plant|four-leaf-clover
maple leaf|plant
mushroom|plant
bouquet|plant
grapes|food
watermelon|food
orange|food|tangerine
lemon|food
banana|food
pineapple|food
apple|food|red-apple
pear|food
peach|food
cherries|food
strawberry|food
tomato|food
coconut|food
avocado|food
eggplant|food
potato|food
carrot|food
corn|food|ear-of-corn
pepper|food|hot-pepper
cucumber|food
broccoli|food
peanuts|food
bread|food
croissant|food
pretzel|food
pancakes|food
cheese|food|cheese-wedge
bacon|food
hamburger|food
french fries|food
pizza|food
hot dog|food
sandwich|food
taco|food
burrito|food
egg|food|cooking
popcorn|food
rice|food|cooked-rice
spaghetti|food
sushi|food
ice cream|food|ice-cream,soft-ice-cream
doughnut|food
cookie|food
cake|food|birthday-cake
shortcake|food
chocolate|food|chocolate-bar
candy|food
lollipop|food
honey|food|honey-pot
milk|food|glass-of-milk
coffee|food|hot-beverage
wine|food|wine-glass
cocktail|food|cocktail-glass
beer|food|beer-mug
spoon|
knife||kitchen-knife
volcano|
house|building
church|building
castle|building
tent|building
hospital|building
factory|building
ferris wheel|
train|vehicle
tram|vehicle
bus|vehicle
ambulance|vehicle
fire truck|vehicle|fire-engine
police car|vehicle
taxi|vehicle
car|vehicle|automobile
truck|vehicle|delivery-truck
tractor|vehicle
motorcycle|vehicle
bicycle|vehicle
scooter|vehicle|motor-scooter
anchor|
sailboat|vehicle
speedboat|vehicle
ship|vehicle
airplane|vehicle
helicopter|vehicle
rocket|vehicle
satellite|
traffic light||vertical-traffic-light
stop sign|
fountain|
sun|
moon||crescent-moon
star|
rainbow|
umbrella|
snowman||snowman-without-snow,snowman
fire|
clock||alarm-clock,mantelpiece-clock
watch|
hourglass||hourglass-done
pumpkin||jack-o-lantern
christmas tree|
balloon|
gift||wrapped-gift
trophy|
medal||sports-medal
soccer ball|
baseball|
basketball|
volleyball|
football||american-football
tennis ball||tennis
bowling|
boxing glove|
kite|
game controller||video-game
dice||game-die
teddy bear|
palette||artist-palette
glasses|clothing
sunglasses|clothing
shirt|clothing|t-shirt
jeans|clothing
dress|clothing
necktie|clothing
handbag|clothing
backpack|clothing
shoe|clothing|running-shoe
high heel|clothing|high-heeled-shoe
boot|clothing|hiking-boot
crown|clothing
hat|clothing|top-hat
cap|clothing|billed-cap
ring|
gem||gem-stone
lipstick|
bell|
microphone|
headphones||headphone
radio|
saxophone|instrument
trumpet|instrument
guitar|instrument
piano|instrument|musical-keyboard
violin|instrument
drum|instrument
phone||mobile-phone
telephone|
battery|
laptop|
computer||desktop-computer
printer|
keyboard|
floppy disk|
television|
camera|
candle|
light bulb|
flashlight|
books|
newspaper|
money||money-bag
envelope|
package|
mailbox||closed-mailbox-with-raised-flag
pencil|
pen|
paintbrush|
crayon|
briefcase|
folder||file-folder
calendar|
clipboard|
paperclip|
scissors|
lock||locked
key|
hammer|
axe|
sword||dagger
bomb|
bow||bow-and-arrow
shield|
wrench|
gear|
magnet|
microscope|
telescope|
syringe|
pill|
door|
bed|
chair|
toilet|
bathtub|
broom|
toothbrush|
shopping cart|
`;

export const NOUNS: readonly Noun[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [text, category, art] = line.split('|');
    const slug = text.replaceAll(' ', '-');
    return { slug, text, category: (category || undefined) as Category | undefined, art: art ? art.split(',') : [slug] };
  });

const bySlug = new Map(NOUNS.map((noun) => [noun.slug, noun]));
export const nounOf = (slug: string): Noun | undefined => bySlug.get(slug);
